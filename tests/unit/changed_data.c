#include "changed_data.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/snapshot_build.h"

static void say_fault(void *ctx, const char *fault)
{
	(void)ctx;
	fprintf(stderr, "%s\n", fault);
}

static char *read_all(const char *path)
{
	enum { BYTES_MAX = 4 * 1024 * 1024 };
	FILE *file = fopen(path, "re");
	char *bytes = calloc(1, BYTES_MAX);

	cr_assert_not_null(file, "%s", path);
	cr_assert_not_null(bytes);
	cr_assert_lt(fread(bytes, 1, BYTES_MAX, file), (size_t)BYTES_MAX);
	cr_assert_eq(fclose(file), 0);
	return bytes;
}

static void edit(const char *csv, const struct data_edit *edit)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", csv, edit->file);
	char *bytes = read_all(path);
	char *place = strstr(bytes, edit->from);
	cr_assert_not_null(place, "%s: no %s", path, edit->from);
	char *rest = place + strlen(edit->from);
	cr_assert_null(strstr(rest, edit->from), "%s: %s twice", path,
		       edit->from);
	FILE *file = fopen(path, "we");
	cr_assert_not_null(file, "%s", path);
	fprintf(file, "%.*s%s%s", (int)(place - bytes), bytes, edit->to, rest);
	cr_assert_eq(fclose(file), 0);
	free(bytes);
}

static void copy(const char *folder, const char *csv)
{
	const char *srcdir = getenv("srcdir");
	char command[1024];

	/* A distributed tree may be read-only. */
	snprintf(command, sizeof(command),
		 "cp -r '%s/%s' '%s' && chmod -R u+w '%s'",
		 srcdir != NULL ? srcdir : ".", folder, csv, csv);
	cr_assert_eq(system(command), 0);
}

void changed_data_build(const char *dir, const char *name, const char *folder,
			const struct data_edit *edits, size_t count)
{
	struct snapshot_build_stats stats;
	char csv[256], out[256];
	struct err e;

	snprintf(csv, sizeof(csv), "%s/%s.csv", dir, name);
	snprintf(out, sizeof(out), "%s/%s", dir, name);
	copy(folder, csv);
	for (size_t i = 0; i < count; i++)
		edit(csv, &edits[i]);
	cr_assert(snapshot_build(csv, out, say_fault, NULL, &stats, &e), "%s",
		  e.message);
}
