#include "gstandaard/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

enum { LEN_QUOTED = LEN_FAULT_QUOTE + 8 };

/* What is delivered is in no set that a terminal knows. */
static void quote(char out[LEN_QUOTED], const char *value, size_t len)
{
	size_t used = 0;

	while (used < len && used < LEN_FAULT_QUOTE) {
		unsigned char c = (unsigned char)value[used];
		out[used++] = c < 0x20 || c > 0x7e ? '?' : (char)c;
	}
	snprintf(out + used, LEN_QUOTED - used, "%s", used < len ? "..." : "");
}

void gst_fault_value(struct gst_report *report, const struct gst_place *at,
		     const char *expected, const char *value, size_t len)
{
	char quoted[LEN_QUOTED];

	quote(quoted, value, len);
	gst_fault(report, at, expected, "'%s'", quoted);
}

void gst_note(struct gst_report *report, const struct gst_place *at,
	      const char *value, const char *what)
{
	char text[LEN_FAULT + 1], quoted[LEN_QUOTED];
	size_t used = put_place(text, sizeof(text), at);

	quote(quoted, value, strlen(value));
	snprintf(text + used, sizeof(text) - used, "'%s' %s", quoted, what);
	if (report->notes++ < GST_NOTES_LISTED_MAX && report->say != NULL)
		report->say(report->ctx, GST_NOTE, text);
}
