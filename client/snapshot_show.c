/* snapshot show: all about one, with a verdict on its seal. */
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "client/command.h"
#include "client/files.h"
#include "client/moment.h"
#include "client/out.h"
#include "client/snapshot_folder.h"
#include "client/snapshot_tell.h"
#include "client/snapshot_trusted.h"

struct show {
	const struct args *args;
	char path[PATH_BYTES_MAX];
	struct policy *policy; /* NULL: no daemon was asked, or none runs */
	struct trusted_keys keys;
	struct manifest manifest;
	bool has_manifest;
	struct snapshot *snapshot; /* NULL where its seal does not hold */
	struct err verdict;	   /* ERR_NONE: all holds */
};

static bool path_served(struct show *s, struct err *e)
{
	if (s->policy->serving.id == NULL)
		return err_set(e, ERR_NOT_FOUND, "no snapshot is served");
	return path_absolute(s->policy->serving.path, s->path, e);
}

/* A file can be shown without a daemon; the rest only it knows. */
static bool find(struct show *s, struct err *e)
{
	const char *operand =
	    s->args->operand_count > 0 ? s->args->operands[0] : NULL;
	bool is_file = operand != NULL && !folder_is_id(operand);
	struct err unasked;

	if (is_file && !path_absolute(operand, s->path, e))
		return false;
	if (is_file && args_has(s->args, OPT_PUBLIC))
		return true;
	if (is_file)
		return policy_ask(s->args, &s->policy, &unasked) ||
		       s->policy == NULL;
	if (!policy_ask(s->args, &s->policy, e))
		return false;
	return operand == NULL
		   ? path_served(s, e)
		   : folder_path(s->policy->dir, operand, s->path, e);
}

/* The keys of --public or --dir, else the daemon's. */
static const struct trusted *trusted_of(const struct show *s)
{
	return s->keys.trusted.key_count > 0 || s->policy == NULL
		   ? &s->keys.trusted
		   : &s->policy->trusted;
}

/* Only what the seal vouches for is opened, be it by a key unknown here. */
static void open_by_itself(struct show *s)
{
	const char *own_key = s->manifest.key;
	const struct trusted itself = {.keys = &own_key, .key_count = 1};
	struct manifest manifest;
	struct err e;

	if (s->verdict.code == ERR_SNAPSHOT_KEY_UNKNOWN &&
	    !seal_open(s->path, &itself, &s->snapshot, &manifest, &e))
		s->verdict = e;
}

static void judge(struct show *s)
{
	const struct trusted *trusted = trusted_of(s);

	s->verdict = (struct err){.code = ERR_NONE};
	if (!seal_open(s->path, trusted, &s->snapshot, &s->manifest,
		       &s->verdict))
		open_by_itself(s);
	s->has_manifest = s->manifest.snapshot_id[0] != '\0' &&
			  s->verdict.code != ERR_MANIFEST_INVALID;
	if (s->verdict.code == ERR_NONE &&
	    manifest_expired(&s->manifest, moment_utc_s()))
		err_set(&s->verdict, ERR_SNAPSHOT_OUTDATED, "expired at %s",
			s->manifest.expires);
}

static void print_json(const struct show *s)
{
	char memory[JSON_PATH_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"ok\":true");
	tell_member(&t, "file", s->path);
	if (s->has_manifest)
		tell_manifest_json(&t, &s->manifest);
	if (s->snapshot != NULL)
		tell_info_json(&t, snapshot_info(s->snapshot));
	tell_member(&t, "verdict",
		    s->verdict.code == ERR_NONE ? "ok"
						: err_name(s->verdict.code));
	if (s->verdict.code != ERR_NONE)
		tell_member(&t, "message", s->verdict.message);
	if (s->policy != NULL)
		tell_member(&t, "state",
			    policy_state_name(policy_state(
				s->policy, s->path, s->manifest.sha256)));
	text_char(&t, '}');
	ensure(!t.overflow);
	puts(t.data);
}

static void print_text(const struct show *s)
{
	printf("file       %s\n", s->path);
	if (s->has_manifest)
		tell_manifest(&s->manifest, moment_utc_s());
	if (s->snapshot != NULL)
		tell_info(snapshot_info(s->snapshot));
	if (s->policy != NULL)
		printf("state      %s\n",
		       policy_state_words(policy_state(s->policy, s->path,
						       s->manifest.sha256)));
	if (s->verdict.code != ERR_NONE)
		printf("verdict    %s [%s]\n", s->verdict.message,
		       err_name(s->verdict.code));
	else if (s->manifest.key[0] == '\0')
		puts("verdict    whole, but unsigned; the daemon allows that");
	else
		puts("verdict    authentic and whole");
}

int cmd_snapshot_show(const struct args *args)
{
	struct show s = {.args = args};
	struct err e;

	bool ok = trusted_keys_read(args, &s.keys, &e) && find(&s, &e) &&
		  file_readable(s.path, &e);
	if (ok)
		judge(&s);
	if (ok && args_has(args, OPT_JSON))
		print_json(&s);
	else if (ok)
		print_text(&s);
	snapshot_close(s.snapshot);
	policy_free(s.policy);
	return ok ? 0 : out_fail(args, &e, NULL);
}
