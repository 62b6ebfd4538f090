/* snapshot keygen and sign: what a publisher does. */
#include <stdio.h>
#include <string.h>

#include "client/command.h"
#include "client/moment.h"
#include "client/out.h"
#include "client/patience.h"
#include "client/snapshot_tell.h"
#include "trust/seal.h"

enum { SECONDS_A_DAY = 86400 };

/* signing.key → signing.pub; any other name gets .pub at its end. */
static bool public_path(const char *path, char out[PATH_BYTES_MAX],
			struct err *e)
{
	size_t len = strlen(path), stem = len;

	if (len > 4 && strcmp(path + len - 4, ".key") == 0)
		stem = len - 4;
	int made = snprintf(out, PATH_BYTES_MAX, "%.*s.pub", (int)stem, path);
	return (made > 0 && made < PATH_BYTES_MAX) ||
	       err_set(e, ERR_FAILED, "%.200s…: the path is too long", path);
}

static void print_pair_json(const char *path, const char *public_file,
			    const char *key)
{
	char memory[2 * JSON_PATH_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"ok\":true");
	tell_member(&t, "private_file", path);
	tell_member(&t, "public_file", public_file);
	tell_member(&t, "public", key);
	text_char(&t, '}');
	puts(t.data);
}

int cmd_snapshot_keygen(const struct args *args)
{
	const char *path = args_value(args, OPT_OUT, NULL);
	char public_file[PATH_BYTES_MAX], key[LEN_PUBLIC_KEY + 1];
	struct err e;

	if (!public_path(path, public_file, &e) ||
	    !signing_key_create(path, public_file, &e) ||
	    !public_key_load(public_file, key, &e))
		return out_fail(args, &e,
				e.code == ERR_REFUSED
				    ? "a key is never replaced: choose another "
				      "name"
				    : NULL);
	if (args_has(args, OPT_JSON))
		print_pair_json(path, public_file, key);
	else
		printf("%s: the private key; it never leaves the publisher\n"
		       "%s: the public key, %s\n\n"
		       "for claimd.conf:\n"
		       "  snapshot { keys = { \"%s\" } }\n",
		       path, public_file, key, key);
	return 0;
}

/* The last day on which it is fresh, by --expires, --days, or the usual. */
static bool read_last_day(const struct args *args, civil_day today,
			  civil_day *last, struct err *e)
{
	const char *text = args_value(args, OPT_EXPIRES, NULL);
	int64_t days = SIGN_DAYS_USUAL;

	if (!args_number(args, OPT_DAYS, 0, SIGN_DAYS_MAX, &days, e))
		return false;
	*last = today + (civil_day)days;
	if (text == NULL)
		return true;
	if (args_has(args, OPT_DAYS))
		return err_set(e, ERR_USAGE,
			       "--expires or --days, but not both");
	return (civil_parse(text, strlen(text), last) && *last >= today &&
		*last <= today + SIGN_DAYS_MAX) ||
	       err_set(e, ERR_USAGE,
		       "--expires %s: expected a date YYYY-MM-DD from today "
		       "(UTC) to %d days later",
		       text, (int)SIGN_DAYS_MAX);
}

/* The end of that day, UTC. */
static bool read_expiry(const struct args *args, int64_t *expires_s,
			struct err *e)
{
	civil_day last;

	if (!read_last_day(args, (civil_day)(moment_utc_s() / SECONDS_A_DAY),
			   &last, e))
		return false;
	*expires_s = ((int64_t)last + 1) * SECONDS_A_DAY - 1;
	return true;
}

static void print_signed(const struct args *args, const char *path,
			 const struct manifest *manifest)
{
	char memory[JSON_PATH_MAX];
	struct text t;

	if (!args_has(args, OPT_JSON)) {
		printf("signed %s\n", path);
		tell_manifest(manifest, moment_utc_s());
		return;
	}
	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"ok\":true");
	tell_member(&t, "file", path);
	tell_manifest_json(&t, manifest);
	text_char(&t, '}');
	puts(t.data);
}

int cmd_snapshot_sign(const struct args *args)
{
	const char *path = args->operands[0];
	struct signing_key *key = NULL;
	struct manifest manifest;
	int64_t expires_s;
	struct err e;

	patience_begin("checking what is to be signed");
	bool ok = read_expiry(args, &expires_s, &e) &&
		  signing_key_load(args_value(args, OPT_KEY, NULL), &key, &e) &&
		  seal_make(path, key, expires_s, &manifest, &e);
	patience_end();
	signing_key_free(key);
	if (!ok)
		return out_fail(args, &e, NULL);
	print_signed(args, path, &manifest);
	return 0;
}
