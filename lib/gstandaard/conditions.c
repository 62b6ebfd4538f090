#include "gstandaard/conditions.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

enum {
	COLUMNS = (int)END_condition - (int)FIRST_condition,
	ID_DERIVED_MAX = 999999, /* times 1000 it stays an id */
};
#define COLUMN_AT(name) ((int)COLUMN_condition_##name - (int)FIRST_condition)

/* A row of the extra file, and the values that it got. */
struct entry {
	int64_t line, id, number;
	char *values[COLUMNS];
	bool derived; /* its values come of BST014T */
	char (*codes)[LEN_CODE + 1];
	size_t count, room;
};

struct reading {
	const struct gst_condition_job *job;
	struct entry *entries;
	size_t count, room;
	struct gst_index by_number;
	struct gst_index unknown; /* numbers that were reported */
	struct gst_catalog ids;	  /* that were written; no items */
};

/* --- the extra file ------------------------------------------------------- */

bool gst_zi_is_written(const struct gst_articles *articles,
		       const struct gst_extra *extra, int table_id,
		       int64_t line, const char *zi)
{
	const struct gst_article *article =
	    strlen(zi) == LEN_ZI && strspn(zi, "0123456789") == LEN_ZI
		? gst_catalog_find(&articles->all, strtoll(zi, NULL, 10))
		: NULL;

	if (article == NULL)
		gst_extra_fault(extra, table_id, line, "zi", zi,
				"a ZI of BST004T");
	else if (article->state == GST_DELETED)
		gst_extra_note(extra, table_id, line, "zi", zi,
			       "was deleted: the row is left out");
	else if (article->state == GST_LEFT_OUT)
		gst_extra_note(extra, table_id, line, "zi", zi,
			       "has no products: the row is left out");
	return article != NULL && article->state == GST_WRITTEN;
}

static bool read_numbers(struct reading *r, struct entry *entry,
			 const struct gst_extra_row *row)
{
	const char *number = row->more[0];

	entry->id = strtoll(row->value[COLUMN_AT(id)], NULL, 10);
	entry->number = entry->id;
	if (number != NULL && number[0] != '\0') {
		entry->number = strtoll(number, NULL, 10);
		if (strlen(number) > 6 ||
		    strspn(number, "0123456789") != strlen(number)) {
			gst_extra_fault(r->job->extra, TABLE_condition,
					row->line, "number", number,
					"a number of annex 2");
			return false;
		}
	}
	if (entry->derived && entry->id > ID_DERIVED_MAX) {
		gst_extra_fault(r->job->extra, TABLE_condition, row->line, "id",
				row->value[COLUMN_AT(id)],
				"at most 999999 where value is empty");
		return false;
	}
	return true;
}

static void take_row(void *ctx, const struct gst_extra_row *row)
{
	struct reading *r = ctx;
	struct entry entry = {.line = row->line};
	const char *value = row->value[COLUMN_AT(value)];

	entry.derived = value == NULL || value[0] == '\0';
	uint64_t but = entry.derived ? UINT64_C(1) << COLUMN_AT(value) : 0;
	if (!gst_extra_check_row(r->job->extra, TABLE_condition, but, row) ||
	    !read_numbers(r, &entry, row))
		return;
	for (int i = 0; i < COLUMNS; i++) {
		entry.values[i] = strdup(row->value[i] ? row->value[i] : "");
		ensure(entry.values[i] != NULL);
	}
	r->entries =
	    gst_grow(r->entries, r->count, &r->room, sizeof(*r->entries));
	r->entries[r->count] = entry;
	gst_index_add(&r->by_number, entry.number, r->count++);
}

/* --- BST014T -------------------------------------------------------------- */

/* The code of an article that a scope is about; empty: it has none. */
static const char *code_of(const struct gst_article *article, const char *scope)
{
	const struct {
		const char *scope, *code;
	} codes[] = {
	    {"zi", article->now.zi},	       {"prk", article->now.prk},
	    {"gpk", article->now.gpk},	       {"atc", article->now.atc},
	    {"substance", article->substance},
	};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (strcmp(codes[i].scope, scope) == 0)
			return codes[i].code;
	ensure(false); /* the column's words were checked */
	return "";
}

static void add_article(struct reading *r, const struct gst_record *record,
			struct entry *entry, const struct gst_article *article)
{
	const char *scope = entry->values[COLUMN_AT(scope)];
	const char *code = code_of(article, scope);

	if (code[0] == '\0') {
		struct gst_place at = gst_at(record, GST_BST014T_HPRZV);
		gst_fault(r->job->delivery->report, &at,
			  "a condition whose scope its articles have",
			  "%" PRId64 " is of %s, but %s has none",
			  entry->number, scope, article->now.zi);
		return;
	}
	entry->codes = gst_grow(entry->codes, entry->count, &entry->room,
				sizeof(*entry->codes));
	snprintf(entry->codes[entry->count++], LEN_CODE + 1, "%s", code);
}

/* The article has the number: so have all rows of that number. */
static void add_number(struct reading *r, const struct gst_record *record,
		       int64_t number, const struct gst_article *article)
{
	const struct gst_entry *found;

	for (found = gst_index_find(&r->by_number, number); found != NULL;
	     found = gst_index_next(&r->by_number, found)) {
		struct entry *entry = &r->entries[found->place];
		if (entry->derived)
			add_article(r, record, entry, article);
	}
}

/* Told once a number: it may have hundreds of articles. */
static void report_unknown(struct reading *r, const struct gst_record *record,
			   int64_t number)
{
	struct gst_place at = gst_at(record, GST_BST014T_HPRZV);

	for (size_t i = 0; i < r->unknown.count; i++)
		if (r->unknown.entries[i].code == number)
			return;
	gst_index_add(&r->unknown, number, 0);
	gst_fault(r->job->delivery->report, &at,
		  "a number that condition.csv of the extra folder explains",
		  "%" PRId64, number);
}

static void take_of_hpk(struct reading *r, const struct gst_record *record,
			int64_t number, int64_t hpk)
{
	const struct gst_articles *articles = r->job->articles;
	const struct gst_entry *found;

	for (found = gst_index_find(&articles->by_hpk, hpk); found != NULL;
	     found = gst_index_next(&articles->by_hpk, found))
		add_number(r, record, number,
			   gst_catalog_item(&articles->all, found->place));
}

static void take_of_zi(struct reading *r, const struct gst_record *record,
		       int64_t number, int64_t zi)
{
	const struct gst_article *article =
	    gst_catalog_find(&r->job->articles->all, zi);

	if (article == NULL) {
		struct gst_place at = gst_at(record, GST_BST014T_ZINR);
		gst_fault(r->job->delivery->report, &at, "a ZI of BST004T",
			  "%08" PRId64, zi);
	} else if (article->state == GST_WRITTEN) {
		add_number(r, record, number, article);
	}
}

static bool read_optional(const struct gst_record *record, enum gst_field field,
			  int64_t *out)
{
	*out = 0;
	return !gst_has(record->delivery, field) ||
	       gst_number(record, field, out);
}

static void take_condition(void *ctx, const struct gst_record *record)
{
	struct reading *r = ctx;
	int64_t number, zi, hpk;

	if (record->deleted ||
	    !gst_number(record, GST_BST014T_HPRZV, &number) ||
	    !read_optional(record, GST_BST014T_ZINR, &zi) ||
	    !read_optional(record, GST_BST014T_HPKODE, &hpk) || number == 0)
		return;
	if (gst_index_find(&r->by_number, number) == NULL)
		report_unknown(r, record, number);
	else if (zi != 0 || !gst_has(record->delivery, GST_BST014T_HPKODE))
		take_of_zi(r, record, number, zi);
	else if (gst_catalog_find(&r->job->products->trades, hpk) != NULL)
		take_of_hpk(r, record, number, hpk);
	else {
		struct gst_place at = gst_at(record, GST_BST014T_HPKODE);
		gst_fault(r->job->delivery->report, &at,
			  "a trade product of BST031T", "%" PRId64, hpk);
	}
}

/* --- writing -------------------------------------------------------------- */

static void write_row(struct reading *r, struct entry *entry, int64_t id,
		      const char *code)
{
	const char *values[COLUMNS];
	char id_text[24];

	for (int i = 0; i < COLUMNS; i++)
		values[i] = entry->values[i];
	snprintf(id_text, sizeof(id_text), "%" PRId64, id);
	values[COLUMN_AT(id)] = id_text;
	values[COLUMN_AT(value)] = code;
	gst_csv_row(r->job->condition, values);
	gst_catalog_add(&r->ids, id, entry->line, "");
}

/* By itself: a row as people wrote it, its code as it is now. */
static void write_own(struct reading *r, struct entry *entry)
{
	const char *scope = entry->values[COLUMN_AT(scope)];
	const char *value = entry->values[COLUMN_AT(value)];
	const struct gst_extra_row row = {.line = entry->line};
	char code[LEN_CODE + 1];

	if (strcmp(scope, "zi") == 0 &&
	    !gst_zi_is_written(r->job->articles, r->job->extra, TABLE_condition,
			       entry->line, value))
		return;
	if (gst_code_now(r->job->products, r->job->extra, TABLE_condition, &row,
			 scope, value, code))
		write_row(r, entry, entry->id, code);
}

static int compare(const void *left, const void *right)
{
	const char *a = left, *b = right;

	return strcmp(a, b);
}

static void write_derived(struct reading *r, struct entry *entry)
{
	int64_t place = 0;

	if (entry->count == 0) {
		gst_extra_note(r->job->extra, TABLE_condition, entry->line,
			       "id", entry->values[COLUMN_AT(id)],
			       "is of no article of this delivery");
		return;
	}
	qsort(entry->codes, entry->count, sizeof(*entry->codes), compare);
	for (size_t i = 0; i < entry->count; i++) {
		if (i > 0 && strcmp(entry->codes[i], entry->codes[i - 1]) == 0)
			continue;
		if (++place <= GST_CONDITION_VALUES_MAX)
			write_row(r, entry,
				  entry->id * (GST_CONDITION_VALUES_MAX + 1) +
				      place,
				  entry->codes[i]);
	}
	if (place > GST_CONDITION_VALUES_MAX)
		gst_extra_fault(
		    r->job->extra, TABLE_condition, entry->line, "scope",
		    entry->values[COLUMN_AT(scope)],
		    "a wider one: at most 999 values have a number");
}

static void finish(struct reading *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct entry *entry = &r->entries[i];
		if (entry->derived)
			write_derived(r, entry);
		else
			write_own(r, entry);
	}
	gst_catalog_close(&r->ids, "condition.csv", "id",
			  r->job->delivery->report);
	for (size_t i = 0; i < r->count; i++) {
		for (int j = 0; j < COLUMNS; j++)
			free(r->entries[i].values[j]);
		free(r->entries[i].codes);
	}
	free(r->entries);
	gst_index_free(&r->by_number);
	gst_index_free(&r->unknown);
	gst_catalog_free(&r->ids);
}

void gst_conditions_read(const struct gst_condition_job *job)
{
	struct reading r = {.job = job, .ids = {.item_size = 1}};
	struct gst_extra_file file = {.table_id = TABLE_condition,
				      .more = {"number"},
				      .take = take_row,
				      .ctx = &r};

	gst_extra_read(job->extra, &file);
	gst_index_sort(&r.by_number);
	gst_records_read(job->delivery, GST_BST014T, take_condition, &r);
	finish(&r);
}
