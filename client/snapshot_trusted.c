#include "client/snapshot_trusted.h"

#include <stdio.h>
#include <string.h>

#include "client/files.h"

static bool add(struct trusted_keys *out, const char *key, struct err *e)
{
	size_t count = out->trusted.key_count;

	if (count == TRUSTED_KEYS_MAX)
		return err_set(e, ERR_USAGE, "at most %d keys with --public",
			       (int)TRUSTED_KEYS_MAX);
	snprintf(out->memory[count], sizeof(out->memory[count]), "%s", key);
	out->texts[count] = out->memory[count];
	out->trusted.key_count++;
	return true;
}

static bool add_named(struct trusted_keys *out, const char *named,
		      struct err *e)
{
	char key[LEN_PUBLIC_KEY + 1];

	if (public_key_valid(named))
		return add(out, named, e);
	return public_key_load(named, key, e) && add(out, key, e);
}

bool trusted_keys_read(const struct args *args, struct trusted_keys *out,
		       struct err *e)
{
	char path[PATH_BYTES_MAX];
	const char *folder = args_value(args, OPT_DIR, NULL);

	memset(out, 0, sizeof(*out));
	out->trusted.keys = out->texts;
	for (int i = 0; i < args->given_count; i++)
		if (args->given[i].id == OPT_PUBLIC &&
		    !add_named(out, args->given[i].value, e))
			return false;
	if (out->trusted.key_count > 0 || folder == NULL)
		return true;
	return path_join(path, folder, "signing.pub", e) &&
	       add_named(out, path, e);
}
