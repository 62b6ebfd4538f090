/* What an import has to say: faults, which end it, and notes, which do not. */
#ifndef CLAIMD_GSTANDAARD_REPORT_H
#define CLAIMD_GSTANDAARD_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum gst_kind { GST_FAULT, GST_NOTE };

/* One line, without its end. */
typedef void gst_say(void *ctx, enum gst_kind kind, const char *text);

struct gst_report {
	gst_say *say;
	void *ctx;
	int64_t faults, notes; /* also those that were no longer listed */
};

/* Where: line 0 is a whole file, field NULL a whole line. */
struct gst_place {
	const char *file;
	int64_t line;
	const char *field;
};

/* "BST004T:12: VPINHV: what, expected …" */
void gst_fault(struct gst_report *report, const struct gst_place *at,
	       const char *expected, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* The same about a value, quoted, shortened and safe to print. */
void gst_fault_value(struct gst_report *report, const struct gst_place *at,
		     const char *expected, const char *value, size_t len);
/* "article.csv:12: zi: 'value' what" */
void gst_note(struct gst_report *report, const struct gst_place *at,
	      const char *value, const char *what);

#endif
