#include "client/demo_data.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ensure.h"
#include "base/text.h"
#include "client/moment.h"
#include "client/files.h"

enum {
	REQUESTS_MAX = 1024 * 1024, /* samples, not a load */
	DATE_GROWTH = 2, /* a date is at most so much longer than its mark */
};

static bool is_data(const char *folder)
{
	char path[PATH_BYTES_MAX];
	struct err e;

	return path_join(path, folder, "meta.csv", &e) &&
	       access(path, R_OK) == 0;
}

/* The folder of the running program. */
static bool program_folder(char out[PATH_BYTES_MAX])
{
	ssize_t len = readlink("/proc/self/exe", out, PATH_BYTES_MAX - 1);

	if (len <= 0)
		return false;
	out[len] = '\0';
	char *slash = strrchr(out, '/');
	ensure(slash != NULL);
	*slash = '\0';
	return true;
}

/* A build in the tree, and one in a folder of its own inside the tree. */
static bool find_in_tree(char out[PATH_BYTES_MAX])
{
	static const char *const places[] = {"schema/demo", "../schema/demo",
					     "../../schema/demo"};
	char program[PATH_BYTES_MAX];
	struct err e;

	if (!program_folder(program))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (path_join(out, program, places[i], &e) && is_data(out))
			return true;
	return false;
}

bool demo_data_find(char out[PATH_BYTES_MAX], struct err *e)
{
	const char *named = getenv("CLAIMD_DEMO");

	if (named != NULL) {
		snprintf(out, PATH_BYTES_MAX, "%s", named);
		return is_data(out) ||
		       err_set(e, ERR_NOT_FOUND,
			       "CLAIMD_DEMO=%s: no meta.csv there", named);
	}
	if (find_in_tree(out))
		return true;
	snprintf(out, PATH_BYTES_MAX, "%s", DEMO_DATADIR);
	return is_data(out) || err_set(e, ERR_NOT_FOUND,
				       "no demo data in %s; name a folder of "
				       "CSV files with --data",
				       DEMO_DATADIR);
}

/* Copies text, with the marks replaced. */
static void fill_in(struct text *out, const char *from, civil_day today)
{
	static const struct {
		const char *mark;
		int days_ago;
	} marks[] = {{"@TODAY@", 0}, {"@YESTERDAY@", 1}};

	while (*from != '\0') {
		bool replaced = false;
		for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
			size_t len = strlen(marks[i].mark);
			if (strncmp(from, marks[i].mark, len) != 0)
				continue;
			text_date(out, today - marks[i].days_ago);
			from += len;
			replaced = true;
		}
		if (!replaced)
			text_char(out, *from++);
	}
}

static bool write_filled(const char *template, size_t len, const char *into,
			 struct err *e)
{
	size_t cap = DATE_GROWTH * len + 1;
	char *memory = malloc(cap);
	struct text t;

	ensure(memory != NULL);
	text_init(&t, memory, cap);
	fill_in(&t, template, moment_today());
	ensure(!t.overflow);
	bool ok = file_write_new(into, REQUESTS_FILE, t.data, t.len, 0640, e);
	free(memory);
	return ok;
}

bool demo_data_requests(const char *csv_folder, const char *into, struct err *e)
{
	char path[PATH_BYTES_MAX], *template;
	size_t len;

	if (!path_join(path, csv_folder, REQUESTS_FILE, e))
		return false;
	if (access(path, R_OK) != 0)
		return true;
	if (!file_read(path, REQUESTS_MAX, &template, &len, e))
		return false;
	bool ok = write_filled(template, len, into, e);
	free(template);
	return ok;
}
