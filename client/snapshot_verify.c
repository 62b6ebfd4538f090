/* snapshot verify: all that can be checked of a file without a daemon. */
#include <stdio.h>

#include "client/command.h"
#include "client/files.h"
#include "client/moment.h"
#include "client/out.h"
#include "client/patience.h"
#include "client/snapshot_manifest.h"
#include "client/snapshot_tell.h"
#include "client/snapshot_trusted.h"

static bool read_keys(const struct args *args, struct trusted_keys *keys,
		      struct err *e)
{
	return trusted_keys_read(args, keys, e) &&
	       (keys->trusted.key_count > 0 ||
		err_set(e, ERR_USAGE,
			"no key to verify by: name the publisher's with "
			"--public, or a folder of init with --dir"));
}

/* Expiry comes last: an expired one is then known to be right otherwise. */
static bool check_expiry(const struct args *args,
			 const struct manifest *manifest, struct err *e)
{
	return args_has(args, OPT_EXPIRED) ||
	       !manifest_expired(manifest, moment_utc_s()) ||
	       err_set(e, ERR_SNAPSHOT_OUTDATED,
		       "%s is authentic and whole, but expired at %s",
		       manifest->file, manifest->expires);
}

static void print_verified(const struct args *args,
			   const struct manifest *manifest,
			   const struct snapshot_info *info)
{
	char memory[JSON_PATH_MAX];
	int64_t now_s = moment_utc_s();
	struct text t;

	if (!args_has(args, OPT_JSON)) {
		printf("%s is authentic and whole\n", args->operands[0]);
		tell_manifest(manifest, now_s);
		tell_info(info);
		return;
	}
	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"ok\":true");
	tell_member(&t, "file", args->operands[0]);
	tell_manifest_json(&t, manifest);
	text_str(&t, ",\"expired\":");
	text_str(&t, manifest_expired(manifest, now_s) ? "true" : "false");
	tell_info_json(&t, info);
	text_char(&t, '}');
	puts(t.data);
}

static bool open_sealed(const struct args *args, const struct trusted *trusted,
			struct snapshot **snapshot, struct manifest *manifest,
			struct err *e)
{
	patience_begin("checking signature, hash and content");
	bool ok = seal_open(args->operands[0], trusted, snapshot, manifest, e);
	patience_end();
	return ok;
}

int cmd_snapshot_verify(const struct args *args)
{
	struct trusted_keys keys;
	struct snapshot *snapshot = NULL;
	struct manifest manifest;
	struct err e;

	if (args_has(args, OPT_MANIFEST_ONLY))
		return snapshot_verify_manifest(args);
	if (!read_keys(args, &keys, &e) ||
	    !file_readable(args->operands[0], &e) ||
	    !open_sealed(args, &keys.trusted, &snapshot, &manifest, &e))
		return out_fail(args, &e, NULL);
	bool ok = check_expiry(args, &manifest, &e);
	if (ok)
		print_verified(args, &manifest, snapshot_info(snapshot));
	snapshot_close(snapshot);
	return ok ? 0 : out_fail(args, &e, NULL);
}
