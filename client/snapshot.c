/* snapshot build: reference data out of CSV files. */
#include <stdio.h>
#include <sys/stat.h>

#include "client/command.h"
#include "client/out.h"
#include "client/snapshot_make.h"

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int cmd_snapshot_build(const struct args *args)
{
	const char *out = args_value(args, OPT_OUT, NULL);
	const char *data = args->operands[0];
	bool json = args_has(args, OPT_JSON);
	char path[PATH_BYTES_MAX];
	struct snapshot_info info;
	struct err e;

	bool ok = is_folder(out)
		      ? snapshot_make_in(data, out, json, &info, path, &e)
		      : snapshot_make(data, out, json, &info, &e);
	if (!ok)
		return out_fail(args, &e, NULL);
	if (is_folder(out))
		out = path;
	if (json)
		snapshot_print_json(&info, out);
	else
		printf("%s: %s, %lld articles, %lld prices, %lld "
		       "preferences\n",
		       out, info.id, (long long)info.articles,
		       (long long)info.prices, (long long)info.preferences);
	return 0;
}
