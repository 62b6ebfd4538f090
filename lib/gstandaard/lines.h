/* The lines of a fixed-width file, as bytes. */
#ifndef CLAIMD_GSTANDAARD_LINES_H
#define CLAIMD_GSTANDAARD_LINES_H

#include <stdbool.h>

#include "gstandaard/report.h"

/* bytes ends in NUL at len, without the end of the line. */
typedef void gst_line(void *ctx, int64_t line, const char *bytes, size_t len);

/*
 * Calls take for each line of dir/name that is not empty. Lines end in LF or
 * CR LF; a closing Ctrl-Z is none. False, and a fault, when it cannot be read
 * to its end.
 */
MUSTCHECK bool gst_lines_read(const char *dir, const char *name, gst_line *take,
			      void *ctx, struct gst_report *report);

#endif
