/*
 * snapshot import-gstandaard: a folder of CSV made of a delivery and of what
 * it does not say. It is made beside, tried as snapshot build would, and then
 * gets its name.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/command.h"
#include "client/files.h"
#include "client/out.h"
#include "gstandaard/import.h"
#include "store/files.h"
#include "store/snapshot_build.h"
#include "store/snapshot_limits.h"

struct saying {
	bool json;
};

static void print_member(const char *member, const char *text)
{
	char memory[8 * LEN_FAULT];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"");
	text_str(&t, member);
	text_str(&t, "\":");
	text_json_string(&t, text);
	text_char(&t, '}');
	puts(t.data);
}

static void say(void *ctx, enum gst_kind kind, const char *text)
{
	const struct saying *saying = ctx;

	fprintf(stderr, "%s%s\n", kind == GST_NOTE ? "note: " : "", text);
	if (saying->json)
		print_member(kind == GST_NOTE ? "note" : "fault", text);
}

static void say_fault(void *ctx, const char *fault)
{
	say(ctx, GST_FAULT, fault);
}

/* What is there already is not replaced: a folder is not one file. */
static bool check_out(const char *out, struct err *e)
{
	bool empty = true;

	if (access(out, F_OK) != 0)
		return true;
	return folder_is_empty(out, &empty, e) &&
	       (empty || err_set(e, ERR_REFUSED,
				 "%s: is there already, and not empty", out));
}

/* Built and thrown away: whatever build refuses is no good folder. */
static bool try_build(const char *folder, struct saying *saying, struct err *e)
{
	struct snapshot_build_stats stats;
	char path[PATH_BYTES_MAX];

	if (!path_join(path, folder, "trial.gvs", e) ||
	    !snapshot_build(folder, path, say_fault, saying, &stats, e))
		return false;
	return unlink(path) == 0 ||
	       err_set(e, ERR_FAILED, "%s: %s", path, strerror(errno));
}

static bool give_name(const char *folder, const char *out, struct err *e)
{
	return folder_sync(folder, e) &&
	       (rename(folder, out) == 0 ||
		err_set(e, ERR_FAILED, "%s: %s", out, strerror(errno))) &&
	       file_sync_folder(out, e);
}

/* Without the slashes that a shell puts behind a folder. */
static bool out_name(const struct args *args, char out[PATH_BYTES_MAX],
		     struct err *e)
{
	int len =
	    snprintf(out, PATH_BYTES_MAX, "%s", args_value(args, OPT_OUT, ""));

	if (len >= PATH_BYTES_MAX)
		return err_set(e, ERR_FAILED, "the path is too long");
	while (len > 1 && out[len - 1] == '/')
		out[--len] = '\0';
	return true;
}

static bool make(const struct args *args, const char *out,
		 struct gst_import_stats *stats, struct err *e)
{
	struct saying saying = {args_has(args, OPT_JSON)};
	char folder[PATH_BYTES_MAX];
	const struct gst_import_job job = {
	    .dir = args->operands[0],
	    .extra = args_value(args, OPT_EXTRA, ""),
	    .into = folder,
	    .charset = args_value(args, OPT_CHARSET, "iso-8859-1"),
	    .from = args_value(args, OPT_FROM, NULL),
	    .say = say,
	    .ctx = &saying,
	};
	int len = snprintf(folder, sizeof(folder), "%s.%ld.part", out,
			   (long)getpid());

	if (len >= (int)sizeof(folder))
		return err_set(e, ERR_FAILED, "the path is too long");
	if (!check_out(out, e))
		return false;
	if (mkdir(folder, 0777) != 0)
		return err_set(e, ERR_FAILED, "%s: %s", folder,
			       strerror(errno));
	bool ok = gst_import(&job, stats, e) && try_build(folder, &saying, e) &&
		  give_name(folder, out, e);
	if (!ok)
		folder_remove(folder);
	return ok;
}

static void print_json(const struct gst_import_stats *stats, const char *out)
{
	const struct {
		const char *name;
		int64_t count;
	} counts[] = {
	    {"articles", stats->articles},
	    {"prices", stats->prices},
	    {"preferences", stats->preferences},
	    {"conditions", stats->conditions},
	    {"deleted", stats->deleted},
	    {"left_out", stats->left_out},
	    {"without_price", stats->unpriced},
	    {"without_limit", stats->unlimited},
	    {"notes", stats->notes},
	};
	char memory[2 * PATH_BYTES_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"folder\":");
	text_json_string(&t, out);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		text_str(&t, ",\"");
		text_str(&t, counts[i].name);
		text_str(&t, "\":");
		text_int(&t, counts[i].count);
	}
	text_char(&t, '}');
	puts(t.data);
}

static void print_some(int64_t count, const char *what)
{
	if (count > 0)
		printf("  %lld %s\n", (long long)count, what);
}

static void print_text(const struct gst_import_stats *stats, const char *out)
{
	printf("%s: %lld articles, %lld prices, %lld preferences, "
	       "%lld conditions\n",
	       out, (long long)stats->articles, (long long)stats->prices,
	       (long long)stats->preferences, (long long)stats->conditions);
	print_some(stats->deleted, "articles are deleted");
	print_some(stats->left_out,
		   "articles are of no prescription product, and left out");
	print_some(stats->unpriced, "articles have no price");
	print_some(stats->unlimited,
		   "articles are in a cluster without a limit");
}

int cmd_snapshot_import_gstandaard(const struct args *args)
{
	char out[PATH_BYTES_MAX];
	struct gst_import_stats stats;
	struct err e;

	if (!out_name(args, out, &e) || !make(args, out, &stats, &e))
		return out_fail(args, &e, NULL);
	if (args_has(args, OPT_JSON))
		print_json(&stats, out);
	else
		print_text(&stats, out);
	return 0;
}
