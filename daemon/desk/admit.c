#include "desk/admit.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "base/ensure.h"
#include "desk/belief.h"
#include "desk/earlier.h"
#include "desk/expiry.h"
#include "store/current.h"

/* A switch that is being made. */
struct admission {
	struct desk *desk;
	struct belief_settings settings;
	int64_t now_s;
	struct snapshot *snapshot; /* NULL: not open yet */
	struct served served;
};

static void begin(struct desk *desk, enum switch_how how, struct admission *a)
{
	memset(a, 0, sizeof(*a));
	a->desk = desk;
	a->now_s = desk_now_ms(desk) / 1000;
	a->served.how = how;
	belief_settings(desk->belief, &a->settings);
}

/* Closes what was not handed over. */
static bool end(struct admission *a, bool good)
{
	snapshot_close(a->snapshot);
	a->snapshot = NULL;
	return good;
}

static bool read_reason(const struct job *job, struct admission *a,
			struct err *e)
{
	const char *reason = doc_get_str(doc_root(job->command), "reason", "");

	if (strlen(reason) > LEN_REASON)
		return err_field(e, ERR_BAD_FIELD, "/reason",
				 "expected at most %d bytes", LEN_REASON);
	strncpy(a->served.reason, reason, LEN_REASON);
	return true;
}

static bool read_how(const struct job *job, enum switch_how *how, struct err *e)
{
	const char *name = doc_get_str(doc_root(job->command), "how", "use");

	for (*how = SWITCH_INSTALL; *how <= SWITCH_USE; ++*how)
		if (strcmp(name, switch_how_name(*how)) == 0)
			return true;
	return err_field(e, ERR_BAD_FIELD, "/how", "expected use or install");
}

static bool open_sealed(struct admission *a, struct err *e)
{
	const char *keys[TRUSTED_KEYS_MAX];
	struct trusted trusted = {
	    .keys = keys,
	    .key_count = a->settings.key_count,
	    .allow_unsigned = a->settings.allow_unsigned,
	};

	for (size_t i = 0; i < a->settings.key_count; i++)
		keys[i] = a->settings.keys[i];
	background_begin(&a->desk->loading);
	bool good = seal_open(a->served.path, &trusted, &a->snapshot,
			      &a->served.manifest, e);
	background_end(&a->desk->loading);
	return good;
}

static bool is_in_its_time(const struct admission *a, struct err *e)
{
	const struct manifest *manifest = &a->served.manifest;
	int64_t grace_s = (int64_t)a->settings.grace_days * 86400;

	return freshness_at(manifest, grace_s, a->now_s) != EXPIRED ||
	       err_set(e, ERR_SNAPSHOT_OUTDATED,
		       "%s expired at %s, and its days of grace are over",
		       manifest->snapshot_id, manifest->expires);
}

/* The newest of its key: it is in use, or was before a rollback. */
static bool is_newest(const struct ratchet *ratchet,
		      const struct manifest *manifest)
{
	const struct highest *highest = ratchet_highest(ratchet, manifest->key);

	return highest != NULL &&
	       strcmp(highest->sha256, manifest->sha256) == 0;
}

/* Reading a large file takes a while, in which a key may be taken out. */
static bool is_still_trusted(struct admission *a, struct err *e)
{
	const struct manifest *manifest = &a->served.manifest;

	belief_settings(a->desk->belief, &a->settings);
	return belief_trusts(&a->settings, manifest->key) ||
	       err_set(e, ERR_SNAPSHOT_KEY_UNKNOWN,
		       "%s: its key was taken out while it was read",
		       manifest->snapshot_id);
}

static void add_hint(struct err *e, const char *hint)
{
	size_t len = strlen(e->message);

	if (len + strlen(hint) < sizeof(e->message))
		memcpy(e->message + len, hint, strlen(hint) + 1);
}

/* To go forth again after a rollback, its grace is enough. */
static bool is_admitted(const struct admission *a, struct err *e)
{
	const struct manifest *manifest = &a->served.manifest;
	const struct ratchet *ratchet = belief_ratchet(a->desk->belief, e);

	if (ratchet == NULL)
		return false;
	if (a->served.how == SWITCH_USE && is_newest(ratchet, manifest))
		return is_in_its_time(a, e);
	if (ratchet_admits(ratchet, manifest, a->now_s, e))
		return true;
	if (a->served.how == SWITCH_USE && e->code == ERR_SNAPSHOT_REPLAYED)
		add_hint(e, "; claimctl snapshot rollback goes back to one "
			    "that was served");
	return false;
}

static bool record(const struct admission *a, const char *path, struct err *e)
{
	const struct manifest *manifest = &a->served.manifest;
	struct accepted_switch made = {
	    .at_s = a->now_s,
	    .how = a->served.how,
	    .sequence = manifest->sequence,
	};

	memcpy(made.snapshot_id, manifest->snapshot_id,
	       sizeof(made.snapshot_id));
	memcpy(made.key, manifest->key, sizeof(made.key));
	memcpy(made.sha256, manifest->sha256, sizeof(made.sha256));
	memcpy(made.reason, a->served.reason, sizeof(made.reason));
	return belief_record(a->desk->belief, &made, path, e);
}

static void serve(struct admission *a, struct snapshot **snapshot,
		  struct served **served)
{
	belief_serve(a->desk->belief, &a->served.manifest);
	*snapshot = a->snapshot;
	a->snapshot = NULL;
	*served = malloc(sizeof(**served));
	ensure(*served != NULL);
	**served = a->served;
}

static bool set_path(struct admission *a, const char *path, struct err *e)
{
	if (path[0] != '/' || strlen(path) >= sizeof(a->served.path))
		return err_field(e, ERR_BAD_FIELD, "/path",
				 "expected an absolute path");
	strncpy(a->served.path, path, sizeof(a->served.path) - 1);
	return true;
}

bool admit_named(struct desk *desk, struct job *job, struct err *e)
{
	struct admission a;
	enum switch_how how;

	if (!read_how(job, &how, e))
		return false;
	begin(desk, how, &a);
	if (!set_path(&a, doc_get_str(doc_root(job->command), "path", ""), e) ||
	    !read_reason(job, &a, e) || !open_sealed(&a, e) ||
	    !is_still_trusted(&a, e) || !is_admitted(&a, e) ||
	    !record(&a, a.served.path, e))
		return end(&a, false);
	serve(&a, &job->snapshot, &job->served);
	return true;
}

/* The file bears the name; what it holds may be another by now. */
static bool is_that_file(const struct admission *a,
			 const struct accepted_switch *target, struct err *e)
{
	return strcmp(a->served.manifest.sha256, target->sha256) == 0 ||
	       err_set(e, ERR_SNAPSHOT_HASH,
		       "%s is another file than the one that was served",
		       a->served.path);
}

static const struct accepted_switch *
find_earlier(const struct admission *a, const struct job *job, struct err *e)
{
	const char *id = doc_get_str(doc_root(job->command), "snapshot", "");
	const char *dir = a->desk->config.snapshot_dir;
	const struct ratchet *ratchet = belief_ratchet(a->desk->belief, e);
	struct manifest serving;

	if (ratchet == NULL)
		return NULL;
	belief_serving(a->desk->belief, &serving);
	return earlier_switch(ratchet, serving.sha256, dir, id, e);
}

bool admit_earlier(struct desk *desk, struct job *job, struct err *e)
{
	const char *dir = desk->config.snapshot_dir;
	struct admission a;

	begin(desk, SWITCH_ROLLBACK, &a);
	if (!read_reason(job, &a, e))
		return false;
	const struct accepted_switch *target = find_earlier(&a, job, e);
	if (target == NULL ||
	    !earlier_path(dir, target->snapshot_id, a.served.path, e) ||
	    !open_sealed(&a, e) || !is_that_file(&a, target, e) ||
	    !is_still_trusted(&a, e) || !is_in_its_time(&a, e) ||
	    !record(&a, a.served.path, e))
		return end(&a, false);
	serve(&a, &job->snapshot, &job->served);
	return true;
}

/*
 * What "current" names was recorded, unless the folder was made or restored by
 * hand: then it has to be newer than all that was. Its age is no matter, the
 * desk looks at that.
 */
static bool recall(struct admission *a, struct err *e)
{
	const struct manifest *manifest = &a->served.manifest;
	const struct ratchet *ratchet = belief_ratchet(a->desk->belief, e);
	struct err unsaved;

	ensure(ratchet != NULL);
	if (ratchet_find(ratchet, manifest->sha256) != NULL)
		return true;
	if (!ratchet_admits(ratchet, manifest, INT64_MIN, e))
		return false;
	strncpy(a->served.reason, "found in use at start", LEN_REASON);
	if (record(a, NULL, &unsaved))
		desk_log(a->desk, LOG_NOTICE,
			 "snapshot %s was found in use and is remembered",
			 manifest->snapshot_id);
	else
		desk_log(a->desk, LOG_ERR,
			 "snapshot %s was found in use and cannot be "
			 "remembered: %s",
			 manifest->snapshot_id, unsaved.message);
	return true;
}

static bool has_current(struct desk *desk, struct admission *a)
{
	const char *dir = desk->config.snapshot_dir;
	struct err e;

	if (!current_read(dir, a->served.path, sizeof(a->served.path), &e))
		desk_log(desk, LOG_ERR, "no snapshot: %s", e.message);
	else if (a->served.path[0] == '\0')
		desk_log(desk, LOG_WARNING,
			 "no snapshot was chosen in %s: claimctl snapshot "
			 "install",
			 dir);
	else
		return true;
	return false;
}

void admit_current(struct desk *desk)
{
	struct admission a;
	struct err e;

	begin(desk, SWITCH_USE, &a);
	if (!belief_load(desk->belief, &e)) {
		desk_log(desk, LOG_ERR,
			 "no snapshot: %s (%s): put back a copy of "
			 "accepted.json, or remove it to believe what is in "
			 "use there; then restart claimd",
			 e.message, err_name(e.code));
		return;
	}
	if (!has_current(desk, &a))
		return;
	if (open_sealed(&a, &e) && recall(&a, &e)) {
		serve(&a, &desk->snapshot, &desk->served);
		return;
	}
	desk_log(desk, LOG_ERR, "no snapshot: %s (%s)", e.message,
		 err_name(e.code));
	(void)end(&a, false);
}
