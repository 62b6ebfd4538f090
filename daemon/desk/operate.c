/* Commands about the daemon itself: status, drain, verify, switch. */
#include <syslog.h>

#include "desk/clock.h"
#include "desk/commands.h"
#include "desk/record.h"

static void write_snapshot(struct desk *desk, struct text *t)
{
	member_name(t, "snapshot");
	if (desk->snapshot == NULL) {
		text_str(t, "null");
		return;
	}
	const struct snapshot_info *info = snapshot_info(desk->snapshot);
	text_char(t, '{');
	member_str(t, "id", info->id);
	member_int(t, "sequence", info->sequence);
	member_date(t, "first_day", info->first_day);
	member_date(t, "last_day", info->last_day);
	member_str(t, "published_at", info->published_at);
	member_int(t, "age_days", desk->today - info->published_day);
	member_int(t, "articles", info->articles);
	member_int(t, "prices", info->prices);
	text_char(t, '}');
}

static void write_head(struct desk *desk, struct text *t)
{
	struct ledger_head head = ledger_head(desk->ledger);

	member_int(t, "head_seq", (int64_t)head.seq);
	member_name(t, "head_hash");
	text_char(t, '"');
	text_hex(t, head.hash.bytes, sizeof(head.hash.bytes));
	text_char(t, '"');
}

static void write_ledger(struct desk *desk, struct text *t)
{
	struct ledger_stats stats;

	ledger_stats(desk->ledger, &stats);
	member_name(t, "ledger");
	text_char(t, '{');
	member_int(t, "entries", (int64_t)stats.entries);
	member_int(t, "claims", (int64_t)stats.claims);
	member_int(t, "reversals", (int64_t)stats.reversals);
	member_int(t, "permits", (int64_t)stats.permits);
	member_int(t, "imports", (int64_t)stats.imports);
	member_int(t, "file_bytes", stats.file_bytes);
	member_int(t, "wal_bytes", stats.wal_bytes);
	member_date(t, "since", ledger_since(desk->ledger));
	member_bool(t, "disk_full", desk->disk_full);
	write_head(desk, t);
	text_char(t, '}');
}

static void write_counters(const struct desk *desk, struct text *t)
{
	member_name(t, "desk");
	text_char(t, '{');
#define STAT(name) member_int(t, #name, (int64_t)desk->stats.name);
#include "desk/stats.def"
#undef STAT
	text_char(t, '}');
}

enum ledger_result control_status(struct desk *desk, struct job *job,
				  struct text *reply)
{
	(void)job;
	text_str(reply, "{\"ok\":true");
	member_str(reply, "version", desk->config.version);
	member_str(reply, "rules", RULES_VERSION);
	member_int(reply, "uptime_s",
		   (clock_steady_ms() - desk->started_ms) / 1000);
	write_snapshot(desk, reply);
	write_ledger(desk, reply);
	write_counters(desk, reply);
	member_name(reply, "net");
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

/* A slice a turn, so that nobody at a counter waits for the whole chain. */
enum ledger_result control_ledger_verify(struct desk *desk, struct job *job,
					 struct text *reply)
{
	struct err e;

	job->again = false;
	if (!ledger_verify_next(desk->ledger, &job->verified, VERIFY_SLICE,
				&e))
		return command_refuse(desk, &e, reply);
	job->again = job->verified.seq < ledger_head(desk->ledger).seq;
	text_str(reply, "{\"ok\":true");
	write_head(desk, reply);
	text_char(reply, '}');
	return LEDGER_OK;
}

enum ledger_result snapshot_switch(struct desk *desk, struct job *job,
				   struct text *reply)
{
	char previous[LEN_SNAPSHOT_ID + 1];
	struct text name;

	text_init(&name, previous, sizeof(previous));
	text_str(&name, desk_snapshot_id(desk));
	snapshot_close(desk->snapshot);
	desk->snapshot = job->snapshot;
	job->snapshot = NULL;
	refcache_clear(desk->references);
	desk_log(desk, LOG_NOTICE, "snapshot %s in use, was %s",
		 desk_snapshot_id(desk), previous);
	text_str(reply, "{\"ok\":true");
	member_str(reply, "snapshot", desk_snapshot_id(desk));
	member_str(reply, "previous", previous);
	text_char(reply, '}');
	return LEDGER_OK;
}
