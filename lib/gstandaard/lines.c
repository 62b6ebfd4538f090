#include "gstandaard/lines.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "gstandaard/limits.h"

/* A line without its end; false: too long, or a NUL within. */
static bool trim(char *bytes, size_t *len)
{
	bool ended = *len > 0 && bytes[*len - 1] == '\n';

	if (!ended && *len > GST_RECORD_MAX)
		return false;
	*len -= ended;
	if (*len > 0 && bytes[*len - 1] == '\r')
		*len -= 1;
	bytes[*len] = '\0';
	return strlen(bytes) == *len;
}

static bool read_lines(FILE *f, struct gst_place *at, gst_line *take, void *ctx,
		       struct gst_report *report)
{
	/* A record, CR LF, and one more to see that it is too long. */
	char bytes[GST_RECORD_MAX + 4];

	for (at->line = 1;; at->line++) {
		memset(bytes, 1, sizeof(bytes));
		if (fgets(bytes, sizeof(bytes), f) == NULL)
			return !ferror(f);
		/* fgets puts a NUL behind what it read: the last one. */
		size_t len = sizeof(bytes);
		while (bytes[len - 1] != '\0')
			len--;
		len--;
		if (!trim(bytes, &len)) {
			gst_fault(report, at, "a record and the end of a line",
				  "more than %d bytes, or a NUL",
				  GST_RECORD_MAX);
			return true;
		}
		bool closing = len == 1 && bytes[0] == 0x1a;
		if (len > 0 && !closing)
			take(ctx, at->line, bytes, len);
	}
}

bool gst_lines_read(const char *dir, const char *name, gst_line *take,
		    void *ctx, struct gst_report *report)
{
	struct gst_place at = {name, 0, NULL};
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s/%s", dir, name);
	int64_t before = report->faults;
	FILE *f = len < PATH_MAX ? fopen(path, "rbe") : NULL;

	if (f == NULL) {
		gst_fault(report, &at,
			  "this file in the folder of the delivery",
			  "cannot be opened: %s",
			  len < PATH_MAX ? strerror(errno) : "a long path");
		return false;
	}
	if (!read_lines(f, &at, take, ctx, report))
		gst_fault(report, &at, "a file that can be read", "%s",
			  strerror(errno));
	fclose(f);
	return report->faults == before;
}
