#include "gstandaard/csv_out.h"

#include <csv.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

static bool failed(const char *path, struct err *e)
{
	return err_set(e, ERR_FAILED, "%s: %s", path, strerror(errno));
}

static bool path_of(char out[PATH_MAX], const char *folder, int table_id,
		    struct err *e)
{
	int len = snprintf(out, PATH_MAX, "%s/%s.csv", folder,
			   snapshot_table(table_id)->name);

	return len < PATH_MAX || err_set(e, ERR_FAILED, "the path is too long");
}

bool gst_csv_open(struct gst_csv *csv, const char *folder, int table_id,
		  struct err *e)
{
	const struct table *table = snapshot_table(table_id);
	char path[PATH_MAX];

	*csv = (struct gst_csv){.table = table};
	if (!path_of(path, folder, table_id, e))
		return false;
	csv->file = fopen(path, "wxe");
	if (csv->file == NULL)
		return failed(path, e);
	for (int i = 0; i < table->column_count; i++)
		fprintf(csv->file, "%s%s", i > 0 ? "," : "",
			table->columns[i].name);
	fputc('\n', csv->file);
	return true;
}

/* What needs no quotes gets none: most of the file is numbers. */
static void put(FILE *f, const char *value)
{
	if (value == NULL)
		return;
	if (strpbrk(value, ",\"\r\n ") == NULL)
		fputs(value, f);
	else
		csv_fwrite2(f, value, strlen(value), '"');
}

void gst_csv_row(struct gst_csv *csv, const char *const *values)
{
	for (int i = 0; i < csv->table->column_count; i++) {
		if (i > 0)
			fputc(',', csv->file);
		put(csv->file, values[i]);
	}
	fputc('\n', csv->file);
	csv->rows++;
}

static bool close_synced(FILE *f, const char *name, struct err *e)
{
	bool ok = !ferror(f) && fflush(f) == 0 && fsync(fileno(f)) == 0;

	if (!ok)
		failed(name, e);
	if (fclose(f) != 0 && ok)
		ok = failed(name, e);
	return ok;
}

bool gst_csv_close(struct gst_csv *csv, struct err *e)
{
	FILE *f = csv->file;

	csv->file = NULL;
	return f == NULL || close_synced(f, csv->table->name, e);
}

static void copy_bytes(FILE *from, FILE *to)
{
	char buffer[16384];
	size_t got;

	while ((got = fread(buffer, 1, sizeof(buffer), from)) > 0)
		if (fwrite(buffer, 1, got, to) != got)
			return;
}

bool gst_csv_copy(const char *from_folder, const char *to_folder, int table_id,
		  struct err *e)
{
	char from_path[PATH_MAX], to_path[PATH_MAX];

	if (!path_of(from_path, from_folder, table_id, e) ||
	    !path_of(to_path, to_folder, table_id, e))
		return false;
	FILE *from = fopen(from_path, "rbe");
	if (from == NULL)
		return errno == ENOENT || failed(from_path, e);
	FILE *to = fopen(to_path, "wxe");
	if (to == NULL) {
		fclose(from);
		return failed(to_path, e);
	}
	copy_bytes(from, to);
	bool ok = !ferror(from) || failed(from_path, e);
	fclose(from);
	return close_synced(to, to_path, e) && ok;
}
