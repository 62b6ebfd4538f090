/* Commands about the daemon itself: status, drain, verify. */
#include <syslog.h>

#include "desk/clock.h"
#include "desk/commands.h"
#include "desk/expiry.h"
#include "desk/loader.h"
#include "desk/record.h"

/* An unsigned one has no key and never expires. */
static void write_belief(struct desk *desk, struct text *t)
{
	const struct manifest *manifest = &desk->served->manifest;
	enum freshness freshness = desk_freshness(desk);
	char until[LEN_UTC + 1];

	if (manifest->key[0] != '\0') {
		put_str(t, "key", manifest->key);
		put_str(t, "expires", manifest->expires);
	}
	put_bool(t, "stale", freshness == STALE);
	put_bool(t, "expired", freshness == EXPIRED);
	if (manifest->key[0] != '\0') {
		utc_write(manifest->expires_s + desk->grace_s, until);
		put_str(t, "serves_until", until);
	}
}

static void write_snapshot(struct desk *desk, struct text *t)
{
	put_name(t, "snapshot");
	if (desk->snapshot == NULL) {
		text_str(t, "null");
		return;
	}
	const struct snapshot_info *info = snapshot_info(desk->snapshot);
	text_char(t, '{');
	put_str(t, "id", info->id);
	put_int(t, "sequence", info->sequence);
	put_date(t, "first_day", info->first_day);
	put_date(t, "last_day", info->last_day);
	put_str(t, "published_at", info->published_at);
	put_int(t, "age_days", desk->today - info->published_day);
	put_int(t, "articles", info->articles);
	put_int(t, "prices", info->prices);
	write_belief(desk, t);
	text_char(t, '}');
}

static void write_head(struct desk *desk, struct text *t)
{
	struct ledger_head head = ledger_head(desk->ledger);

	put_int(t, "head_seq", (int64_t)head.seq);
	put_name(t, "head_hash");
	text_char(t, '"');
	text_hex(t, head.hash.bytes, sizeof(head.hash.bytes));
	text_char(t, '"');
}

static void write_ledger(struct desk *desk, struct text *t)
{
	struct ledger_stats stats;

	ledger_stats(desk->ledger, &stats);
	put_name(t, "ledger");
	text_char(t, '{');
	put_int(t, "entries", (int64_t)stats.entries);
	put_int(t, "claims", (int64_t)stats.claims);
	put_int(t, "reversals", (int64_t)stats.reversals);
	put_int(t, "permits", (int64_t)stats.permits);
	put_int(t, "imports", (int64_t)stats.imports);
	put_int(t, "file_bytes", stats.file_bytes);
	put_int(t, "wal_bytes", stats.wal_bytes);
	put_date(t, "since", ledger_since(desk->ledger));
	put_bool(t, "disk_full", desk->disk_full);
	write_head(desk, t);
	text_char(t, '}');
}

static void write_counters(const struct desk *desk, struct text *t)
{
	put_name(t, "desk");
	text_char(t, '{');
#define STAT(name) put_int(t, #name, (int64_t)desk->stats.name);
#include "desk/stats.def"
#undef STAT
	text_char(t, '}');
}

enum ledger_result control_status(struct desk *desk, struct job *job,
				  struct text *reply)
{
	(void)job;
	text_str(reply, "{\"ok\":true");
	put_str(reply, "version", desk->config.version);
	put_str(reply, "rules", RULES_VERSION);
	put_int(reply, "uptime_s",
		(clock_steady_ms() - desk->started_ms) / 1000);
	write_snapshot(desk, reply);
	write_ledger(desk, reply);
	write_counters(desk, reply);
	put_name(reply, "net");
	text_char(reply, '{');
	if (desk->config.net_status != NULL)
		desk->config.net_status(desk->config.ctx, reply);
	text_str(reply, "}}");
	return LEDGER_OK;
}

enum ledger_result control_drain(struct desk *desk, struct job *job,
				 struct text *reply)
{
	(void)job;
	text_str(reply, "{\"ok\":true}");
	desk_log(desk, LOG_NOTICE, "draining: asked by claimctl");
	if (desk->config.drain != NULL)
		desk->config.drain(desk->config.ctx);
	return LEDGER_OK;
}

void command_load(struct desk *desk, struct job *job)
{
	loader_start(desk->loader, job);
}

/* Nothing of the desk's is read or changed: it need not wait for a batch. */
void command_reload(struct desk *desk, struct job *job)
{
	struct caller *caller = job->caller;
	char memory[512];
	struct text reply;
	struct err e;

	job_free(job);
	if (desk->config.reload != NULL) {
		desk->config.reload(desk->config.ctx, caller);
		return;
	}
	(void)err_set(&e, ERR_UNKNOWN_OP, "there is nothing to reload");
	text_init(&reply, memory, sizeof(memory));
	reply_error(&reply, "", &e);
	caller->reply(caller, reply.data, reply.len, false);
}

/* A slice a turn, so that nobody at a counter waits for the whole chain. */
enum ledger_result control_ledger_verify(struct desk *desk, struct job *job,
					 struct text *reply)
{
	struct err e;

	job->again = false;
	if (!ledger_verify_next(desk->ledger, &job->verified, VERIFY_SLICE, &e))
		return command_refuse(desk, &e, reply);
	job->again = job->verified.seq < ledger_head(desk->ledger).seq;
	text_str(reply, "{\"ok\":true");
	write_head(desk, reply);
	text_char(reply, '}');
	return LEDGER_OK;
}
