/* The records of a file of the delivery, field by field. */
#ifndef CLAIMD_GSTANDAARD_RECORDS_H
#define CLAIMD_GSTANDAARD_RECORDS_H

#include "gstandaard/charset.h"
#include "gstandaard/layout.h"
#include "gstandaard/limits.h"

/* A delivery that is being read; all of it is the caller's. */
struct gst_delivery {
	const char *dir;
	struct gst_layout layout;
	struct gst_charset *charset;
	struct gst_report *report;
};

/* Lives until the callback returns. */
struct gst_record {
	const struct gst_delivery *delivery;
	enum gst_file file;
	int64_t line;
	const char *bytes;
	bool deleted; /* mutation code 1: no longer so */
};

typedef void gst_take(void *ctx, const struct gst_record *record);

/* BST001T and BST000T: where everything stands; false with any fault. */
MUSTCHECK bool gst_delivery_open(struct gst_delivery *delivery);

/*
 * Calls take for each record whose length, file number and mutation code are
 * right; others are faults, and so is another number of records than BST000T
 * says.
 */
void gst_records_read(const struct gst_delivery *delivery, enum gst_file file,
		      gst_take *take, void *ctx);

bool gst_has(const struct gst_delivery *delivery, enum gst_field field);
/* The place of a field, or of the record with GST_FIELD_COUNT. */
struct gst_place gst_at(const struct gst_record *record, enum gst_field field);

/* Digits only, else false and a fault. */
MUSTCHECK bool gst_number(const struct gst_record *record, enum gst_field field,
			  int64_t *out);
/* Without blanks around it, in UTF-8; false and a fault if it is none. */
MUSTCHECK bool gst_text(const struct gst_record *record, enum gst_field field,
			char out[GST_TEXT_MAX]);

#endif
