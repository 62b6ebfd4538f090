#include "gstandaard/products.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "gstandaard/codes.h"

static void take_name(void *ctx, const struct gst_record *record)
{
	struct gst_products *products = ctx;
	char name[GST_TEXT_MAX];
	int64_t code;

	if (record->deleted || !gst_number(record, GST_BST020T_NMNR, &code) ||
	    !gst_text(record, GST_BST020T_NMNAAM, name))
		return;
	char *copy = strdup(name);
	ensure(copy != NULL);
	gst_catalog_add(&products->names, code, record->line, &copy);
}

/* Of a list in codes.def; what it does not have is the fallback. */
static const char *code_of(enum gst_code_list list, int64_t code,
			   const char *fallback)
{
	char text[24];
	const char *ours;

	snprintf(text, sizeof(text), "%" PRId64, code);
	ours = gst_code(list, text);
	return ours != NULL ? ours : fallback;
}

static void take_trade(void *ctx, const struct gst_record *record)
{
	struct gst_products *products = ctx;
	struct gst_trade trade;
	int64_t code, unit;

	if (record->deleted || !gst_number(record, GST_BST031T_HPKODE, &code) ||
	    !gst_number(record, GST_BST031T_PRKODE, &trade.prk) ||
	    !gst_number(record, GST_BST031T_XSEENH, &unit))
		return;
	trade.unit = code_of(GST_CODE_UNIT, unit, "stuk");
	gst_catalog_add(&products->trades, code, record->line, &trade);
}

static void take_prescription(void *ctx, const struct gst_record *record)
{
	struct gst_products *products = ctx;
	int64_t code, gpk;

	if (record->deleted || !gst_number(record, GST_BST052T_PRKODE, &code) ||
	    !gst_number(record, GST_BST052T_GPKODE, &gpk))
		return;
	gst_catalog_add(&products->prescriptions, code, record->line, &gpk);
}

static void take_generic(void *ctx, const struct gst_record *record)
{
	struct gst_products *products = ctx;
	struct gst_generic generic;
	char atc[GST_TEXT_MAX];
	int64_t code, route;

	if (record->deleted || !gst_number(record, GST_BST711T_GPKODE, &code) ||
	    !gst_text(record, GST_BST711T_ATCODE, atc) ||
	    !gst_number(record, GST_BST711T_GPSTNR, &generic.substance) ||
	    !gst_number(record, GST_BST711T_GPKTVR, &generic.form) ||
	    !gst_number(record, GST_BST711T_GPKTWG, &route))
		return;
	snprintf(generic.atc, sizeof(generic.atc), "%.15s", atc);
	generic.route = code_of(GST_CODE_ROUTE, route, "overig");
	gst_catalog_add(&products->generics, code, record->line, &generic);
}

static void take_change(void *ctx, const struct gst_record *record)
{
	struct gst_products *products = ctx;
	int64_t gpk, prk, new_gpk, new_prk;

	if (record->deleted || !gst_number(record, GST_BST713T_GPKODE, &gpk) ||
	    !gst_number(record, GST_BST713T_PRKODE, &prk) ||
	    !gst_number(record, GST_BST713T_GPKNEW, &new_gpk) ||
	    !gst_number(record, GST_BST713T_PRKNEW, &new_prk))
		return;
	/* A record may change one of both; 0 and the same are no change. */
	if (prk != 0 && new_prk != 0 && new_prk != prk)
		gst_index_add(&products->prk_changes, prk, (size_t)new_prk);
	if (gpk != 0 && new_gpk != 0 && new_gpk != gpk)
		gst_index_add(&products->gpk_changes, gpk, (size_t)new_gpk);
}

static void close_file(struct gst_catalog *catalog,
		       const struct gst_delivery *delivery, enum gst_file file,
		       enum gst_field field)
{
	gst_catalog_close(catalog, gst_file_info(file)->name,
			  delivery->layout.name[field], delivery->report);
}

void gst_products_read(struct gst_products *products,
		       const struct gst_delivery *delivery)
{
	*products = (struct gst_products){
	    .names = {.item_size = sizeof(char *)},
	    .trades = {.item_size = sizeof(struct gst_trade)},
	    .prescriptions = {.item_size = sizeof(int64_t)},
	    .generics = {.item_size = sizeof(struct gst_generic)},
	};
	gst_records_read(delivery, GST_BST020T, take_name, products);
	gst_records_read(delivery, GST_BST031T, take_trade, products);
	gst_records_read(delivery, GST_BST052T, take_prescription, products);
	gst_records_read(delivery, GST_BST711T, take_generic, products);
	gst_records_read(delivery, GST_BST713T, take_change, products);
	close_file(&products->names, delivery, GST_BST020T, GST_BST020T_NMNR);
	close_file(&products->trades, delivery, GST_BST031T,
		   GST_BST031T_HPKODE);
	close_file(&products->prescriptions, delivery, GST_BST052T,
		   GST_BST052T_PRKODE);
	close_file(&products->generics, delivery, GST_BST711T,
		   GST_BST711T_GPKODE);
	gst_index_sort(&products->prk_changes);
	gst_index_sort(&products->gpk_changes);
}

void gst_products_free(struct gst_products *products)
{
	for (size_t i = 0; i < products->names.index.count; i++)
		free(*(char **)gst_catalog_item(&products->names, i));
	gst_catalog_free(&products->names);
	gst_catalog_free(&products->trades);
	gst_catalog_free(&products->prescriptions);
	gst_catalog_free(&products->generics);
	gst_index_free(&products->prk_changes);
	gst_index_free(&products->gpk_changes);
}

/* --- codes that were replaced ------------------------------------------- */

struct walk {
	const struct gst_catalog *living;
	const struct gst_index *changes;
	int64_t seen[GST_CHANGES_MAX];
	int seen_count;
	int64_t end;
	int end_count; /* different codes that are in the delivery */
};

static bool is_new(struct walk *w, int64_t code)
{
	for (int i = 0; i < w->seen_count; i++)
		if (w->seen[i] == code)
			return false;
	if (w->seen_count == GST_CHANGES_MAX)
		return false;
	w->seen[w->seen_count++] = code;
	return true;
}

/* A change that was corrected leads back: each code is looked at once. */
static void visit(struct walk *w, int64_t code)
{
	const struct gst_entry *entry;

	for (entry = gst_index_find(w->changes, code); entry != NULL;
	     entry = gst_index_next(w->changes, entry)) {
		int64_t next = (int64_t)entry->place;
		if (!is_new(w, next) ||
		    gst_catalog_find(w->living, next) == NULL)
			continue;
		w->end = next;
		w->end_count++;
	}
}

static enum gst_follow follow(const struct gst_catalog *living,
			      const struct gst_index *changes, int64_t code,
			      int64_t *out)
{
	struct walk w = {.living = living, .changes = changes};

	*out = code;
	if (gst_catalog_find(living, code) != NULL)
		return GST_SAME;
	ensure(is_new(&w, code));
	for (int i = 0; i < w.seen_count; i++)
		if (gst_catalog_find(living, w.seen[i]) == NULL)
			visit(&w, w.seen[i]);
	if (w.end_count == 1)
		*out = w.end;
	return w.end_count == 0	  ? GST_GONE
	       : w.end_count == 1 ? GST_MOVED
				  : GST_SPLIT;
}

enum gst_follow gst_follow_prk(const struct gst_products *products,
			       int64_t code, int64_t *out)
{
	return follow(&products->prescriptions, &products->prk_changes, code,
		      out);
}

enum gst_follow gst_follow_gpk(const struct gst_products *products,
			       int64_t code, int64_t *out)
{
	return follow(&products->generics, &products->gpk_changes, code, out);
}
