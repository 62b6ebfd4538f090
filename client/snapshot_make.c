#include "client/snapshot_make.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "client/files.h"
#include "store/snapshot_build.h"
#include "store/snapshot_limits.h"

static void print_fault(void *ctx, const char *fault)
{
	const bool *json = ctx;
	char memory[8 * LEN_FAULT];
	struct text t;

	fprintf(stderr, "%s\n", fault);
	if (!*json)
		return;
	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"fault\":");
	text_json_string(&t, fault);
	text_char(&t, '}');
	puts(t.data);
}

/* The daemon would refuse what cannot be opened here: so is it removed. */
static bool look_into(const char *path, struct snapshot_info *info,
		      struct err *e)
{
	struct snapshot *snapshot;

	if (!snapshot_open(path, &snapshot, e)) {
		unlink(path);
		return false;
	}
	*info = *snapshot_info(snapshot);
	snapshot_close(snapshot);
	return true;
}

bool snapshot_make(const char *csv_folder, const char *out_path, bool json,
		   struct snapshot_info *info, struct err *e)
{
	struct snapshot_build_stats stats;

	return snapshot_build(csv_folder, out_path, print_fault, &json, &stats,
			      e) &&
	       look_into(out_path, info, e);
}

bool snapshot_make_in(const char *csv_folder, const char *folder, bool json,
		      struct snapshot_info *info, char path[PATH_BYTES_MAX],
		      struct err *e)
{
	char beside[PATH_BYTES_MAX], name[LEN_SNAPSHOT_ID + 16];

	snprintf(name, sizeof(name), ".build-%ld", (long)getpid());
	if (!path_join(beside, folder, name, e) ||
	    !snapshot_make(csv_folder, beside, json, info, e))
		return false;
	snprintf(name, sizeof(name), "%s.gvs", info->id);
	bool ok = path_join(path, folder, name, e);
	if (ok && rename(beside, path) != 0)
		ok = err_set(e, ERR_FAILED, "%s: cannot make it: %s", path,
			     strerror(errno));
	if (!ok)
		unlink(beside);
	return ok && folder_sync(folder, e);
}

void snapshot_print_json(const struct snapshot_info *info, const char *path)
{
	char memory[2 * PATH_BYTES_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"snapshot\":");
	text_json_string(&t, info->id);
	text_str(&t, ",\"file\":");
	text_json_string(&t, path);
	text_str(&t, ",\"articles\":");
	text_int(&t, info->articles);
	text_str(&t, ",\"prices\":");
	text_int(&t, info->prices);
	text_str(&t, ",\"preferences\":");
	text_int(&t, info->preferences);
	text_char(&t, '}');
	puts(t.data);
}
