/*
 * snapshot install: everything that is asked of a snapshot before the daemon
 * decides by it, in the order of claimd-snapshot(7). The daemon checks the
 * seal and keeps the ratchet itself; what is checked here as well is refused
 * before anything is brought into the folder.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/command.h"
#include "client/files.h"
#include "client/moment.h"
#include "client/out.h"
#include "client/patience.h"
#include "client/snapshot_accept.h"
#include "client/snapshot_folder.h"
#include "client/snapshot_prune.h"
#include "client/snapshot_rehearse.h"
#include "client/snapshot_stage.h"
#include "client/snapshot_switch.h"
#include "client/snapshot_tell.h"

struct install {
	const struct args *args;
	const char *force; /* the reason, or NULL */
	int64_t keep;	   /* 0: all */
	char path[PATH_BYTES_MAX];
	struct policy *policy;
	int lock;
	struct snapshot *snapshot;
	struct manifest manifest;
	int cases_passed;
	struct rehearse_wish wish;
	enum language language; /* of the rehearsal */
	struct rehearsed rehearsed;
	struct stage stage;
	bool was_served;
	struct switched switched;
	int removed; /* by --keep */
};

/* What install says is English; of a rehearsal there is more to read. */
static bool read_language(struct install *in, struct err *e)
{
	in->language = LANGUAGE_EN;
	return !args_has(in->args, OPT_LANG) ||
	       args_language(in->args, &in->language, e);
}

static bool read_options(struct install *in, struct err *e)
{
	return rehearse_read_wish(in->args, &in->wish, e) &&
	       read_language(in, e) &&
	       switch_reason(in->args, OPT_FORCE, &in->force, e) &&
	       args_number(in->args, OPT_KEEP, 1, INSTALLED_MAX, &in->keep,
			   e) &&
	       path_absolute(in->args->operands[0], in->path, e) &&
	       file_readable(in->path, e);
}

/* Its turn, and the policy as it is then. */
static bool begin(struct install *in, struct err *e)
{
	struct policy *first = NULL;

	bool ok = policy_ask(in->args, &first, e) &&
		  folder_lock(first->dir, &in->lock, e);
	policy_free(first);
	if (!ok || !policy_ask(in->args, &in->policy, e))
		return false;
	folder_tidy(in->policy->dir);
	return true;
}

/* Served already, and nothing of it would be brought. */
static bool is_served(const struct install *in)
{
	return policy_serves(in->policy, in->manifest.sha256) &&
	       policy_state(in->policy, in->stage.path, in->manifest.sha256) ==
		   POLICY_SERVING &&
	       !stage_is_needed(&in->stage);
}

/* What is served is admitted, be it older than what was served before. */
static bool is_admitted(const struct install *in, struct err *e)
{
	const struct manifest *m = &in->manifest;
	int64_t now_s = moment_utc_s();

	if (!policy_serves(in->policy, m->sha256))
		return ratchet_admits(in->policy->ratchet, m, now_s, e);
	return !manifest_expired(m, now_s) ||
	       err_set(e, ERR_SNAPSHOT_OUTDATED,
		       "%s is served already, but expired at %s",
		       m->snapshot_id, m->expires);
}

static bool open_sealed(struct install *in, struct err *e)
{
	patience_begin("checking signature, hash and content");
	bool ok = seal_open(in->path, &in->policy->trusted, &in->snapshot,
			    &in->manifest, e);
	patience_end();
	return ok;
}

static bool check_seal(struct install *in, struct err *e)
{
	return open_sealed(in, e) && is_admitted(in, e) &&
	       stage_plan(&in->stage, in->policy, in->path, &in->manifest, e);
}

static bool check_content(struct install *in, struct err *e)
{
	return (accept_size(in->policy, snapshot_info(in->snapshot), e) ||
		in->force != NULL) &&
	       accept_cases(in->policy, in->snapshot, &in->cases_passed, e);
}

/* The daemon verifies it once more and switches; else all is taken back. */
static bool switch_to(struct install *in, struct err *e)
{
	char memory[JSON_PATH_MAX];
	struct text command;

	text_init(&command, memory, sizeof(memory));
	switch_command(&command, in->stage.path, SWITCH_INSTALL, in->force);
	patience_begin("waiting until claimd serves it");
	bool ok = stage_name(&in->stage, e) &&
		  switch_ask(in->args, &command, in->manifest.sha256,
			     &in->switched, e);
	patience_end();
	/* Where the outcome is unknown, the daemon may have it in use. */
	if (!ok && e->code != ERR_TIMED_OUT)
		stage_undo(&in->stage);
	return ok;
}

/* On the copy, which the daemon can read; it has no name there yet. */
static bool rehearse(struct install *in, struct err *e)
{
	if (in->wish.days == 0)
		return true;
	if (!rehearse_run(in->args, in->stage.copy, in->wish.days,
			  &in->rehearsed, e))
		return false;
	if (rehearsed_is_within(&in->rehearsed, &in->wish, e))
		return true;
	rehearsed_print(&in->rehearsed, stderr, in->language, false);
	return false;
}

static bool copy(struct install *in, struct err *e)
{
	patience_begin("copying");
	bool ok = stage_copy(&in->stage, in->path, &in->manifest, e);
	patience_end();
	return ok;
}

static bool bring(struct install *in, struct err *e)
{
	return copy(in, e) && rehearse(in, e) && switch_to(in, e);
}

static bool run(struct install *in, struct err *e)
{
	if (!read_options(in, e) || !begin(in, e) || !check_seal(in, e))
		return false;
	in->was_served = is_served(in);
	if (!in->was_served && (!check_content(in, e) || !bring(in, e)))
		return false;
	if (in->keep > 0)
		in->removed = prune(in->args, in->keep);
	return true;
}

static void print_json(const struct install *in)
{
	char memory[JSON_PATH_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"ok\":true,\"served_already\":");
	text_str(&t, in->was_served ? "true" : "false");
	tell_member(&t, "file", in->stage.path);
	tell_manifest_json(&t, &in->manifest);
	tell_member(&t, "previous", in->switched.previous);
	text_str(&t, ",\"cases\":");
	text_int(&t, in->cases_passed);
	text_str(&t, ",\"removed\":");
	text_int(&t, in->removed);
	fputs(t.data, stdout);
	if (in->wish.days > 0 && !in->was_served) {
		fputs(",\n\"rehearsal\":", stdout);
		rehearsed_print_json(&in->rehearsed, false);
	}
	puts("}");
}

static void print_text(const struct install *in)
{
	const char *previous = in->switched.previous;

	if (in->was_served) {
		printf("%s is served already\n", in->manifest.snapshot_id);
	} else {
		printf("installed and served: %s (before: %s)\n",
		       in->manifest.snapshot_id,
		       previous[0] != '\0' ? previous : "none");
		printf("  %s\n", in->stage.path);
		if (in->cases_passed > 0)
			printf("  %d acceptance cases hold\n",
			       in->cases_passed);
	}
	if (in->removed > 0)
		printf("  removed %d older\n", in->removed);
	if (in->wish.days > 0 && !in->was_served)
		rehearsed_print(&in->rehearsed, stdout, in->language, false);
}

/* What to do next, where the code alone does not say it. */
static const char *hint_for(enum err_code code)
{
	switch (code) {
	case ERR_REFUSED:
		return "a publisher uses an ID once; claimctl snapshot show "
		       "tells of what is installed";
	case ERR_NOT_FOUND:
		return "name a file that is there, and see that snapshot.cases "
		       "of claimd.conf names a folder with cases";
	case ERR_TRY_AGAIN:
		return "wait until that one has ended; the same install again "
		       "is safe";
	case ERR_TIMED_OUT:
		return "claimctl snapshot list tells what is served; the same "
		       "install again is safe";
	default:
		return NULL;
	}
}

int cmd_snapshot_install(const struct args *args)
{
	struct install *in = calloc(1, sizeof(*in));
	struct err e;

	ensure(in != NULL);
	in->args = args;
	in->lock = -1;
	bool ok = run(in, &e);
	if (ok && args_has(args, OPT_JSON))
		print_json(in);
	else if (ok)
		print_text(in);
	stage_end(&in->stage);
	rehearsed_free(&in->rehearsed);
	snapshot_close(in->snapshot);
	policy_free(in->policy);
	if (in->lock >= 0)
		folder_unlock(in->lock);
	free(in);
	return ok ? 0 : out_fail(args, &e, hint_for(e.code));
}
