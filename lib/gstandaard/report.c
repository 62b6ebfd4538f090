#include "gstandaard/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "gstandaard/limits.h"
#include "store/snapshot_limits.h"

static size_t put_place(char *out, size_t size, const struct gst_place *at)
{
	int len = at->line == 0 ? snprintf(out, size, "%s: ", at->file)
				: snprintf(out, size, "%s:%" PRId64 ": ",
					   at->file, at->line);

	if (at->field != NULL && len >= 0 && (size_t)len < size)
		len +=
		    snprintf(out + len, size - (size_t)len, "%s: ", at->field);
	return len < 0 ? 0 : (size_t)len < size ? (size_t)len : size - 1;
}

static void say_fault(struct gst_report *report, const char *text)
{
	if (report->faults++ < FAULTS_LISTED_MAX && report->say != NULL)
		report->say(report->ctx, GST_FAULT, text);
}

void gst_fault(struct gst_report *report, const struct gst_place *at,
	       const char *expected, const char *fmt, ...)
{
	char text[LEN_FAULT + 1], what[LEN_FAULT / 2];
	va_list args;
	size_t used = put_place(text, sizeof(text), at);

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	snprintf(text + used, sizeof(text) - used, "%s, expected %s", what,
		 expected);
	say_fault(report, text);
}

void gst_fault_value(struct gst_report *report, const struct gst_place *at,
		     const char *expected, const char *value, size_t len)
{
	char quoted[LEN_FAULT_QUOTE + 8];
	size_t used = 0;

	/* What is delivered is in no set that a terminal knows. */
	while (used < len && used < LEN_FAULT_QUOTE) {
		unsigned char c = (unsigned char)value[used];
		quoted[used++] = c < 0x20 || c > 0x7e ? '?' : (char)c;
	}
	snprintf(quoted + used, sizeof(quoted) - used, "%s",
		 used < len ? "..." : "");
	gst_fault(report, at, expected, "'%s'", quoted);
}

void gst_note(struct gst_report *report, const struct gst_place *at,
	      const char *fmt, ...)
{
	char text[LEN_FAULT + 1];
	va_list args;
	size_t used = put_place(text, sizeof(text), at);

	va_start(args, fmt);
	vsnprintf(text + used, sizeof(text) - used, fmt, args);
	va_end(args);
	if (report->notes++ < GST_NOTES_LISTED_MAX && report->say != NULL)
		report->say(report->ctx, GST_NOTE, text);
}
