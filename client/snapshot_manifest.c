/*
 * snapshot verify --manifest-only: what a manifest and its signature say before
 * anybody fetches the file. gvs-sync(8) asks.
 */
#include "client/snapshot_manifest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/moment.h"
#include "client/out.h"
#include "client/snapshot_policy.h"
#include "client/snapshot_tell.h"
#include "client/snapshot_trusted.h"

/* What the daemon would make of it. */
enum standing { NEW, RENEWED, SERVED, KNOWN };

static const char *const standing_names[] = {
    [NEW] = "new",
    [RENEWED] = "renewed",
    [SERVED] = "served",
    [KNOWN] = "known",
};

struct offer {
	struct manifest manifest;
	struct policy *policy;	/* NULL: by --public, no daemon was asked */
	enum standing standing; /* with a policy only */
	bool expired; /* what is served, where it is that; else the offer */
};

/* What the served file was sealed with; false if that is gone. */
static bool read_served(const struct policy *policy, struct manifest *out)
{
	char manifest[PATH_BYTES_MAX], signature[PATH_BYTES_MAX];
	struct err e;

	return seal_paths(policy->serving.path, manifest, signature,
			  PATH_BYTES_MAX, &e) &&
	       seal_read(manifest, signature, &policy->trusted, out, &e);
}

/*
 * Whether the daemon served it, nothing newer of its key since, and then went
 * to another: an operator's choice, which no night takes back. An install that
 * ended between remembering and serving is not one.
 */
static bool is_known(const struct offer *offer)
{
	const struct ratchet *ratchet = offer->policy->ratchet;
	const char *sha256 = offer->manifest.sha256;
	const struct accepted_switch *made = ratchet_find(ratchet, sha256);
	const struct highest *highest =
	    ratchet_highest(ratchet, offer->manifest.key);

	if (made == NULL || highest == NULL ||
	    made->sequence < highest->sequence)
		return false;
	return strcmp(ratchet->switches[ratchet->switch_count - 1].sha256,
		      sha256) != 0;
}

static void compare_served(struct offer *offer, int64_t now_s)
{
	struct manifest served;

	offer->standing = SERVED;
	if (!read_served(offer->policy, &served)) {
		offer->standing = RENEWED; /* which puts it there again */
		return;
	}
	if (!offer->expired && offer->manifest.expires_s > served.expires_s)
		offer->standing = RENEWED;
	offer->expired = manifest_expired(&served, now_s);
}

static bool compare(struct offer *offer, struct err *e)
{
	int64_t now_s = moment_utc_s();

	if (policy_serves(offer->policy, offer->manifest.sha256)) {
		compare_served(offer, now_s);
		return true;
	}
	offer->standing = is_known(offer) ? KNOWN : NEW;
	return offer->standing == KNOWN ||
	       ratchet_admits(offer->policy->ratchet, &offer->manifest, now_s,
			      e);
}

/* A seal is that of the file beside it, and nothing else's. */
static bool check_name(const char *path, const struct manifest *manifest,
		       struct err *e)
{
	char expected[LEN_SNAPSHOT_ID + sizeof(".manifest")];
	const char *slash = strrchr(path, '/');

	snprintf(expected, sizeof(expected), "%s.manifest",
		 manifest->snapshot_id);
	return strcmp(slash != NULL ? slash + 1 : path, expected) == 0 ||
	       err_set(e, ERR_SNAPSHOT_MISMATCH, "%.200s is the manifest of %s",
		       path, manifest->file);
}

static bool read_offer(const char *path, const struct trusted *trusted,
		       struct manifest *out, struct err *e)
{
	char signature[PATH_BYTES_MAX];
	int len = snprintf(signature, sizeof(signature), "%s.sig", path);

	if (len < 0 || (size_t)len >= sizeof(signature))
		return err_set(e, ERR_USAGE, "%.200s…: the path is too long",
			       path);
	return seal_read(path, signature, trusted, out, e) &&
	       check_name(path, out, e);
}

static bool judge(const struct args *args, struct offer *offer, struct err *e)
{
	const char *path = args->operands[0];
	struct trusted_keys keys;

	bool ok = args_has(args, OPT_PUBLIC)
		      ? trusted_keys_read(args, &keys, e) &&
			    read_offer(path, &keys.trusted, &offer->manifest, e)
		      : policy_ask(args, &offer->policy, e) &&
			    read_offer(path, &offer->policy->trusted,
				       &offer->manifest, e);
	if (!ok)
		return false;
	offer->expired = manifest_expired(&offer->manifest, moment_utc_s());
	return offer->policy == NULL || compare(offer, e);
}

/* A name and a value a line: gvs-sync reads it. */
static void print_lines(const struct offer *offer)
{
	const struct manifest *m = &offer->manifest;

	printf("file %s\n"
	       "size %" PRId64 "\n"
	       "sha256 %s\n"
	       "sequence %" PRId64 "\n"
	       "expires %s\n"
	       "expired %s\n",
	       m->file, m->size, m->sha256, m->sequence, m->expires,
	       offer->expired ? "yes" : "no");
	if (offer->policy != NULL)
		printf("folder %s\n"
		       "standing %s\n",
		       offer->policy->dir, standing_names[offer->standing]);
}

static void print_json(const struct offer *offer)
{
	char memory[JSON_PATH_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"ok\":true");
	tell_member(&t, "file", offer->manifest.file);
	tell_manifest_json(&t, &offer->manifest);
	text_str(&t, ",\"expired\":");
	text_str(&t, offer->expired ? "true" : "false");
	if (offer->policy != NULL) {
		tell_member(&t, "folder", offer->policy->dir);
		tell_member(&t, "standing", standing_names[offer->standing]);
	}
	text_char(&t, '}');
	puts(t.data);
}

int snapshot_verify_manifest(const struct args *args)
{
	struct offer offer = {.policy = NULL};
	struct err e;

	bool ok = judge(args, &offer, &e);
	if (ok && args_has(args, OPT_JSON))
		print_json(&offer);
	else if (ok)
		print_lines(&offer);
	policy_free(offer.policy);
	return ok ? 0 : out_fail(args, &e, NULL);
}
