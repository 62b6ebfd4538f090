/* The control command snapshot_policy: what is believed, and what came
 * before. */
#include "desk/belief.h"
#include "desk/commands.h"

static void write_settings(const struct desk *desk,
			   const struct belief_settings *settings,
			   struct text *t)
{
	put_str(t, "dir", desk->config.snapshot_dir);
	put_str(t, "cases", settings->cases);
	put_open(t, "keys", '[');
	for (size_t i = 0; i < settings->key_count; i++) {
		put_separator(t);
		text_json_string(t, settings->keys[i]);
	}
	text_char(t, ']');
	put_bool(t, "allow_unsigned", settings->allow_unsigned);
	put_int(t, "grace_days", settings->grace_days);
}

static void write_highest(const struct ratchet *ratchet, struct text *t)
{
	put_open(t, "highest", '[');
	for (size_t i = 0; i < ratchet->key_count; i++) {
		const struct highest *highest = &ratchet->keys[i];
		put_separator(t);
		text_char(t, '{');
		put_str(t, "key", highest->key);
		put_int(t, "sequence", highest->sequence);
		put_str(t, "snapshot", highest->snapshot_id);
		put_str(t, "sha256", highest->sha256);
		text_char(t, '}');
	}
	text_char(t, ']');
}

static void write_switch(const struct accepted_switch *made, struct text *t)
{
	char at[LEN_UTC + 1];

	utc_write(made->at_s, at);
	text_char(t, '{');
	put_str(t, "at", at);
	put_str(t, "how", switch_how_name(made->how));
	put_str(t, "snapshot", made->snapshot_id);
	put_int(t, "sequence", made->sequence);
	put_str(t, "key", made->key);
	put_str(t, "sha256", made->sha256);
	put_str(t, "reason", made->reason);
	text_char(t, '}');
}

static void write_switches(const struct ratchet *ratchet, struct text *t)
{
	put_open(t, "switches", '[');
	for (size_t i = 0; i < ratchet->switch_count; i++) {
		put_separator(t);
		write_switch(&ratchet->switches[i], t);
	}
	text_char(t, ']');
}

static void write_serving(const struct desk *desk, struct text *t)
{
	put_name(t, "serving");
	if (desk->snapshot == NULL) {
		text_str(t, "null");
		return;
	}
	const struct snapshot_info *info = snapshot_info(desk->snapshot);
	text_char(t, '{');
	put_str(t, "snapshot", info->id);
	put_str(t, "path", desk->served->path);
	put_str(t, "sha256", desk->served->manifest.sha256);
	put_int(t, "articles", info->articles);
	put_int(t, "prices", info->prices);
	put_int(t, "preferences", info->preferences);
	text_char(t, '}');
}

enum ledger_result control_snapshot_policy(struct desk *desk, struct job *job,
					   struct text *reply)
{
	struct belief_settings settings;
	struct err e;

	(void)job;
	if (belief_ratchet(desk->belief, &e) == NULL)
		return command_refuse(desk, &e, reply);
	belief_settings(desk->belief, &settings);
	text_str(reply, "{\"ok\":true");
	write_settings(desk, &settings, reply);
	const struct ratchet *ratchet = belief_lock(desk->belief);
	write_highest(ratchet, reply);
	write_switches(ratchet, reply);
	belief_unlock(desk->belief);
	write_serving(desk, reply);
	text_char(reply, '}');
	return LEDGER_OK;
}
