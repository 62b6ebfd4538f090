/*
 * snapshot verify --manifest-only: what a manifest and its signature say, by
 * the daemon's keys, before anybody fetches the file. gvs-sync(8) asks.
 */
#include "client/snapshot_manifest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/moment.h"
#include "client/out.h"
#include "client/snapshot_policy.h"
#include "client/snapshot_tell.h"

/* What the daemon would make of it. */
enum standing { NEW, RENEWED, SERVED, KNOWN };

static const char *const standing_names[] = {
    [NEW] = "new",
    [RENEWED] = "renewed",
    [SERVED] = "served",
    [KNOWN] = "known",
};

struct sealed {
	struct policy *policy;
	struct manifest manifest;
	enum standing standing;
};

static bool ask_policy(const struct args *args, struct policy **policy,
		       struct err *e)
{
	struct control *control = NULL;
	bool ok =
	    control_open(args, &control, e) && policy_ask(control, policy, e);

	control_close(control);
	return ok;
}

/* Whether it is signed anew and lasts longer than what lies beside the file. */
static bool lasts_longer(const struct policy *policy,
			 const struct manifest *manifest)
{
	char manifest_path[PATH_BYTES_MAX], signature_path[PATH_BYTES_MAX];
	struct manifest installed;
	struct err e;

	return !seal_paths(policy->serving.path, manifest_path, signature_path,
			   PATH_BYTES_MAX, &e) ||
	       !seal_read(manifest_path, signature_path, &policy->trusted,
			  &installed, &e) ||
	       installed.expires_s < manifest->expires_s;
}

static bool find_standing(struct sealed *s, struct err *e)
{
	const struct ratchet *ratchet = s->policy->ratchet;
	const struct manifest *m = &s->manifest;

	if (policy_serves(s->policy, m->sha256)) {
		s->standing = lasts_longer(s->policy, m) ? RENEWED : SERVED;
		return true;
	}
	s->standing = ratchet_find(ratchet, m->sha256) != NULL ? KNOWN : NEW;
	return s->standing == KNOWN ||
	       ratchet_admits(ratchet, m, moment_utc_s(), e);
}

static bool read_sealed(const struct args *args, struct sealed *s,
			struct err *e)
{
	const char *path = args->operands[0];
	char signature[PATH_BYTES_MAX];
	int len = snprintf(signature, sizeof(signature), "%s.sig", path);

	if (len < 0 || (size_t)len >= sizeof(signature))
		return err_set(e, ERR_FAILED, "the path is too long");
	return ask_policy(args, &s->policy, e) &&
	       seal_read(path, signature, &s->policy->trusted, &s->manifest,
			 e) &&
	       find_standing(s, e);
}

static void print_json(const struct sealed *s, bool expired)
{
	char memory[4 * PATH_BYTES_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"ok\":true");
	tell_member(&t, "file", s->manifest.file);
	tell_manifest_json(&t, &s->manifest);
	text_str(&t, ",\"expired\":");
	text_str(&t, expired ? "true" : "false");
	tell_member(&t, "folder", s->policy->dir);
	tell_member(&t, "standing", standing_names[s->standing]);
	text_char(&t, '}');
	puts(t.data);
}

/* A name and a value a line: shells read it. */
static void print_lines(const struct sealed *s, bool expired)
{
	const struct manifest *m = &s->manifest;

	printf("file %s\nsize %" PRId64 "\nsha256 %s\nsequence %" PRId64
	       "\nexpires %s\nexpired %s\nfolder %s\nstanding %s\n",
	       m->file, m->size, m->sha256, m->sequence, m->expires,
	       expired ? "yes" : "no", s->policy->dir,
	       standing_names[s->standing]);
}

int snapshot_verify_manifest(const struct args *args)
{
	struct sealed s = {.policy = NULL};
	struct err e;
	bool ok = read_sealed(args, &s, &e);
	bool expired = ok && manifest_expired(&s.manifest, moment_utc_s());

	if (ok && args_has(args, OPT_JSON))
		print_json(&s, expired);
	else if (ok)
		print_lines(&s, expired);
	policy_free(s.policy);
	return ok ? 0 : out_fail(args, &e, NULL);
}
