/* What a snapshot says of preparations, devices and services. */
#include "store/snapshot_lookup.h"

static void find_substance(struct lookup *l, const char *substance,
			   struct component *out)
{
	const char *const texts[] = {substance, NULL};
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_SUBSTANCE, texts);

	if (lookup_next(l, stmt)) {
		out->unreimbursed_equivalent = sqlite3_column_int(stmt, 0) != 0;
		out->irrational = sqlite3_column_int(stmt, 1) != 0;
	}
	lookup_done(stmt);
}

static void find_limit(struct lookup *l, const char *zi, struct component *out)
{
	const char *const texts[] = {zi, NULL};
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_COMPONENT, texts);

	out->limited = lookup_next(l, stmt);
	if (out->limited) {
		lookup_price(stmt, &out->price);
		out->package_milli = sqlite3_column_int64(stmt, 3);
	}
	lookup_done(stmt);
}

void lookup_components(struct lookup *l)
{
	for (int i = 0; i < l->key->ingredient_count; i++) {
		const struct ingredient *ingredient = &l->key->ingredients[i];
		struct component *out = &l->out->components[i];
		find_substance(l, ingredient->substance, out);
		if (ingredient->zi[0] != '\0')
			find_limit(l, ingredient->zi, out);
	}
	l->out->component_count = l->key->ingredient_count;
}

void lookup_device(struct lookup *l)
{
	const char *const texts[] = {l->key->code, NULL};
	struct device *out = &l->out->device;
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_DEVICE, texts);

	l->out->device_known = lookup_next(l, stmt);
	if (l->out->device_known) {
		lookup_copy(l, stmt, 0, out->name, sizeof(out->name));
		out->category = (enum device_category)lookup_word(
		    l, stmt, 1, COLUMN_device_category);
		out->has_market = lookup_cents(stmt, 2, &out->market_cents);
	}
	lookup_done(stmt);
}

static bool find_service(struct lookup *l)
{
	const char *const texts[] = {l->key->code, NULL};
	struct care_service *out = &l->out->service;
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_SERVICE, texts);

	l->out->service_known = lookup_next(l, stmt);
	if (l->out->service_known) {
		lookup_copy(l, stmt, 0, out->name, sizeof(out->name));
		out->article = (enum service_article)lookup_word(
		    l, stmt, 1, COLUMN_service_article);
		out->cover = (enum service_cover)lookup_word(
		    l, stmt, 2, COLUMN_service_insured);
		out->has_tariff = lookup_cents(stmt, 3, &out->tariff_cents);
	}
	lookup_done(stmt);
	return l->out->service_known;
}

void lookup_service(struct lookup *l)
{
	if (!find_service(l))
		return;
	lookup_tariff(l, l->key->code);
	if (l->key->zi[0] != '\0')
		lookup_for_zi(l);
}
