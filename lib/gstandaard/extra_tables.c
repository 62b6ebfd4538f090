#include "gstandaard/extra_tables.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "gstandaard/conditions.h"

static const int copied[] = {
    TABLE_meta,	     TABLE_policy,
    TABLE_parameter, TABLE_supplier,
    TABLE_contract,  TABLE_average_tariff,
    TABLE_service,   TABLE_irrational_substance,
    TABLE_device,
};

bool gst_extra_copy(const struct gst_extra_job *job, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(copied); i++)
		if (!gst_csv_copy(job->extra->dir, job->into, copied[i], e))
			return false;
	return true;
}

/* --- rows that name articles or products ---------------------------------- */

struct appending {
	const struct gst_extra_job *job;
	int table_id;
	int zi, prk; /* columns; prk -1: none */
	struct gst_csv *csv;
};

static void take_row(void *ctx, const struct gst_extra_row *row)
{
	struct appending *a = ctx;
	const struct gst_extra_job *job = a->job;
	const char *values[GST_COLUMNS_MAX];
	char prk[LEN_CODE + 1];

	if (!gst_extra_check_row(job->extra, a->table_id, 0, row) ||
	    !gst_zi_is_written(job->articles, job->extra, a->table_id,
			       row->line, row->value[a->zi]))
		return;
	memcpy(values, row->value, sizeof(values));
	if (a->prk >= 0) {
		if (!gst_code_now(job->products, job->extra, a->table_id, row,
				  "prk", row->value[a->prk], prk))
			return;
		values[a->prk] = prk;
	}
	gst_csv_row(a->csv, values);
}

void gst_extra_append(const struct gst_extra_job *job, int table_id,
		      struct gst_csv *csv)
{
	const struct table *table = snapshot_table(table_id);
	struct appending a = {job, table_id, table_column(table, "zi"),
			      table_column(table, "prk"), csv};
	struct gst_extra_file file = {
	    .table_id = table_id, .take = take_row, .ctx = &a};

	ensure(a.zi >= 0);
	gst_extra_read(job->extra, &file);
}

/* --- the folder ----------------------------------------------------------- */

/* A misspelt file would be an empty table that nobody misses. */
bool gst_extra_check_folder(const struct gst_extra *extra, struct err *e)
{
	struct dirent **entries;
	int count = scandir(extra->dir, &entries, NULL, alphasort);

	if (count < 0)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_FAILED,
			       "%s: %s", extra->dir, strerror(errno));
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		const char *dot = strrchr(name, '.');
		struct gst_place at = {name, 0, NULL};
		if (name[0] != '.' && dot != NULL && strcmp(dot, ".csv") == 0 &&
		    !table_has_file(name))
			gst_fault(extra->report, &at,
				  "the name of a table and .csv",
				  "no such table");
		free(entries[i]);
	}
	free(entries);
	return true;
}

/* --- the days ------------------------------------------------------------- */

static void take_meta(void *ctx, const struct gst_extra_row *row)
{
	struct gst_days *days = ctx;
	const char *key = row->value[COLUMN_meta_key - FIRST_meta];
	const char *value = row->value[COLUMN_meta_value - FIRST_meta];
	civil_day day;

	if (key == NULL || value == NULL ||
	    !civil_parse(value, strlen(value), &day))
		return;
	if (strcmp(key, "first_day") == 0)
		memcpy(days->first, value, LEN_CIVIL + 1);
	if (strcmp(key, "last_day") == 0)
		memcpy(days->last, value, LEN_CIVIL + 1);
}

void gst_extra_days(const struct gst_extra *extra, struct gst_days *days)
{
	struct gst_extra_file file = {
	    .table_id = TABLE_meta, .take = take_meta, .ctx = days};

	*days = (struct gst_days){.first = ""};
	gst_extra_read(extra, &file);
	if (days->first[0] == '\0' || days->last[0] == '\0')
		gst_extra_fault(extra, TABLE_meta, 0, NULL, "",
				"rows first_day and last_day with a date "
				"YYYY-MM-DD");
}
