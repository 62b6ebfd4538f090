#include "gstandaard/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

enum { SCOPE_ATC, SCOPE_GPK, SCOPE_PRK, SCOPE_HPK, SCOPE_ZI, SCOPE_COUNT };

static const char *const scopes[SCOPE_COUNT] = {
    [SCOPE_ATC] = "atc", [SCOPE_GPK] = "gpk", [SCOPE_PRK] = "prk",
    [SCOPE_HPK] = "hpk", [SCOPE_ZI] = "zi",
};

/* Columns that an article has of the delivery, or of the import, alone. */
static const int fixed[] = {GST_COLUMN(zi), GST_COLUMN(valid_from),
			    GST_COLUMN(valid_to)};

static const char none[] = "-";

/* --- reading -------------------------------------------------------------- */

static int scope_of(const char *name)
{
	for (int i = 0; i < SCOPE_COUNT; i++)
		if (name != NULL && strcmp(scopes[i], name) == 0)
			return i;
	return -1;
}

static bool is_fixed(int column)
{
	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		if (fixed[i] == column)
			return true;
	return false;
}

/* "-" is good where the column may be empty. */
static bool check_value(const struct gst_settings *settings, int column,
			const struct gst_extra_row *row)
{
	const struct column *c =
	    &snapshot_table(TABLE_article)->columns[column];

	if (is_fixed(column)) {
		gst_extra_fault(settings->extra, TABLE_article, row->line,
				c->name, row->value[column],
				"nothing: the delivery says it");
		return false;
	}
	if (c->optional && strcmp(row->value[column], none) == 0)
		return true;
	return gst_extra_check(settings->extra, TABLE_article, column, row);
}

static void fill(const struct gst_settings *settings,
		 struct gst_setting *setting, const struct gst_extra_row *row)
{
	for (int i = 0; i < GST_ARTICLE_COLUMNS; i++) {
		const char *value = row->value[i];
		if (value == NULL || value[0] == '\0' ||
		    !check_value(settings, i, row))
			continue;
		setting->set[i] = strdup(strcmp(value, none) == 0 ? "" : value);
		ensure(setting->set[i] != NULL);
	}
}

static void take_row(void *ctx, const struct gst_extra_row *row)
{
	struct gst_settings *settings = ctx;
	const char *scope = row->more[0], *value = row->more[1];
	struct gst_setting setting = {.line = row->line,
				      .scope = scope_of(scope)};

	if (setting.scope < 0) {
		gst_extra_fault(settings->extra, TABLE_article, row->line,
				"scope", scope != NULL ? scope : "",
				"zi, hpk, prk, gpk or atc");
		return;
	}
	if (value == NULL || value[0] == '\0' || strlen(value) > LEN_CODE) {
		gst_extra_fault(settings->extra, TABLE_article, row->line,
				"value", value != NULL ? value : "",
				"a code, at most 16 bytes");
		return;
	}
	/* Faults are told, and end the import later. */
	if (!gst_code_now(settings->products, settings->extra, TABLE_article,
			  row, scope, value, setting.value))
		return;
	fill(settings, &setting, row);
	settings->rows = gst_grow(settings->rows, settings->count,
				  &settings->room, sizeof(*settings->rows));
	settings->rows[settings->count++] = setting;
}

static int compare(const void *left, const void *right)
{
	const struct gst_setting *a = left, *b = right;

	if (a->scope != b->scope)
		return a->scope - b->scope;
	int by_value = strcmp(a->value, b->value);
	return by_value != 0 ? by_value
			     : (a->line > b->line) - (a->line < b->line);
}

void gst_settings_read(struct gst_settings *settings,
		       const struct gst_extra *extra,
		       const struct gst_products *products)
{
	struct gst_extra_file file = {.table_id = TABLE_article,
				      .more = {"scope", "value"},
				      .partial = true,
				      .take = take_row,
				      .ctx = settings};

	*settings = (struct gst_settings){.extra = extra, .products = products};
	gst_extra_read(extra, &file);
	if (settings->count > 0)
		qsort(settings->rows, settings->count, sizeof(*settings->rows),
		      compare);
	for (size_t i = 1; i < settings->count; i++) {
		const struct gst_setting *row = &settings->rows[i];
		if (row->scope == row[-1].scope &&
		    strcmp(row->value, row[-1].value) == 0)
			gst_extra_fault(extra, TABLE_article, row->line,
					"value", row->value,
					"each scope and value once");
	}
}

/* --- applying ------------------------------------------------------------- */

static struct gst_setting *find(const struct gst_settings *settings, int scope,
				const char *value)
{
	size_t low = 0, high = settings->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct gst_setting *row = &settings->rows[middle];
		int order = row->scope != scope ? row->scope - scope
						: strcmp(row->value, value);
		if (order == 0)
			return row;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void apply(const struct gst_settings *settings, int scope,
		  const char *value, const char *values[GST_ARTICLE_COLUMNS])
{
	struct gst_setting *row = find(settings, scope, value);

	if (row == NULL)
		return;
	row->used = true;
	for (int i = 0; i < GST_ARTICLE_COLUMNS; i++)
		if (row->set[i] != NULL)
			values[i] = row->set[i];
}

void gst_settings_apply(struct gst_settings *settings,
			const struct gst_codes *codes,
			const char *values[GST_ARTICLE_COLUMNS])
{
	char atc[LEN_CODE + 1] = "";

	for (size_t i = 0; codes->atc[i] != '\0'; i++) {
		atc[i] = codes->atc[i];
		apply(settings, SCOPE_ATC, atc, values);
	}
	apply(settings, SCOPE_GPK, codes->gpk, values);
	apply(settings, SCOPE_PRK, codes->prk, values);
	apply(settings, SCOPE_HPK, codes->hpk, values);
	apply(settings, SCOPE_ZI, codes->zi, values);
}

void gst_settings_end(struct gst_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		const struct gst_setting *row = &settings->rows[i];
		if (!row->used)
			gst_extra_note(settings->extra, TABLE_article,
				       row->line, scopes[row->scope],
				       row->value,
				       "is of no article of this delivery");
	}
}

void gst_settings_free(struct gst_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++)
		for (int j = 0; j < GST_ARTICLE_COLUMNS; j++)
			free(settings->rows[i].set[j]);
	free(settings->rows);
	settings->rows = NULL;
	settings->count = 0;
}
