/*
 * What an article leads to: its name (BST020T), its trade product (BST031T),
 * the prescription product (BST052T) and the generic product (BST711T); and
 * where a code of a product that is gone leads now (BST713T).
 */
#ifndef CLAIMD_GSTANDAARD_PRODUCTS_H
#define CLAIMD_GSTANDAARD_PRODUCTS_H

#include "gstandaard/catalog.h"
#include "gstandaard/records.h"

struct gst_trade {
	int64_t prk;	  /* 0: none */
	const char *unit; /* of columns.def */
};

struct gst_generic {
	char atc[16];
	int64_t substance, form;
	const char *route; /* of columns.def */
};

struct gst_products {
	struct gst_catalog names;	  /* char * */
	struct gst_catalog trades;	  /* by hpk: struct gst_trade */
	struct gst_catalog prescriptions; /* by prk: int64_t gpk, 0: none */
	struct gst_catalog generics;	  /* by gpk: struct gst_generic */
	struct gst_index prk_changes, gpk_changes; /* place: the new code */
};

/* Reads all five files; faults are reported. gst_products_free in any case. */
void gst_products_read(struct gst_products *products,
		       const struct gst_delivery *delivery);
void gst_products_free(struct gst_products *products);

enum gst_follow {
	GST_SAME,  /* the code is in the delivery */
	GST_MOVED, /* it was replaced by *out */
	GST_SPLIT, /* by several */
	GST_GONE,  /* it is not, and nothing replaced it */
};

/* Where a prk or a gpk leads. *out is the code itself unless it moved. */
enum gst_follow gst_follow_prk(const struct gst_products *products,
			       int64_t code, int64_t *out);
enum gst_follow gst_follow_gpk(const struct gst_products *products,
			       int64_t code, int64_t *out);

#endif
