#include "client/snapshot_accept.h"

#include <glob.h>
#include <inttypes.h>
#include <stdlib.h>

#include "client/check.h"
#include "client/files.h"

/* Rows of a snapshot are few enough to be multiplied. */
static bool is_near(int64_t now, int64_t then)
{
	return llabs(now - then) * 100 <= then * PLAUSIBLE_PERCENT;
}

static void compare(struct text *out, const char *table, int64_t now,
		    int64_t then)
{
	if (is_near(now, then))
		return;
	text_str(out, out->len > 0 ? ", " : "");
	text_int(out, now);
	text_char(out, ' ');
	text_str(out, table);
	text_str(out, " instead of ");
	text_int(out, then);
}

bool accept_size(const struct policy *policy, const struct snapshot_info *info,
		 struct err *e)
{
	char memory[256];
	struct text differ;

	if (policy->serving.id == NULL)
		return true;
	text_init(&differ, memory, sizeof(memory));
	compare(&differ, "articles", info->articles, policy->serving.articles);
	compare(&differ, "prices", info->prices, policy->serving.prices);
	compare(&differ, "preferences", info->preferences,
		policy->serving.preferences);
	return differ.len == 0 ||
	       err_set(e, ERR_SNAPSHOT_IMPLAUSIBLE,
		       "%s has %s of %s; expected within %d %%", info->id,
		       differ.data, policy->serving.id, (int)PLAUSIBLE_PERCENT);
}

static bool run_cases(char *const *files, size_t count,
		      struct snapshot *snapshot, int *passed, struct err *e)
{
	const struct check_options options = {
	    .opened = snapshot, .no_summary = true, .out = stderr};
	struct check_result result;

	if (count > CASE_FILES_MAX)
		return err_set(e, ERR_CASES_FAILED,
			       "%zu files of cases, expected at most %d", count,
			       (int)CASE_FILES_MAX);
	if (!check_files(files, (int)count, &options, &result, e)) {
		e->code = ERR_CASES_FAILED; /* whatever is wrong with them */
		return false;
	}
	*passed = result.passed;
	return result.failed == 0 ||
	       err_set(e, ERR_CASES_FAILED,
		       "%d of %d acceptance cases fail on %s", result.failed,
		       result.failed + result.passed,
		       snapshot_info(snapshot)->id);
}

bool accept_cases(const struct policy *policy, struct snapshot *snapshot,
		  int *passed, struct err *e)
{
	char pattern[PATH_BYTES_MAX];
	glob_t found;

	*passed = 0;
	if (policy->cases[0] == '\0')
		return true;
	if (!path_join(pattern, policy->cases, "*.case", e))
		return false;
	if (glob(pattern, 0, NULL, &found) != 0)
		return err_set(e, ERR_NOT_FOUND,
			       "%s holds no *.case, but snapshot.cases names "
			       "it: nothing can be accepted by it",
			       policy->cases);
	bool ok =
	    run_cases(found.gl_pathv, found.gl_pathc, snapshot, passed, e);
	globfree(&found);
	return ok;
}
