/* status and drain: the daemon as a whole. */
#include <stdio.h>

#include "client/command.h"
#include "client/control_client.h"
#include "client/out.h"

/* Enough of a key to tell it from others. */
enum { KEY_SHOWN = 12 };

static void print_belief(const struct doc_node *snapshot)
{
	const char *key = doc_get_str(snapshot, "key", NULL);
	const char *expires = doc_get_str(snapshot, "expires", "?");
	const char *until = doc_get_str(snapshot, "serves_until", "?");

	if (key == NULL)
		puts("          unsigned: nobody vouches for it");
	else if (doc_get_bool(snapshot, "expired", false))
		printf("          key %.*s…; EXPIRED at %s, its grace over "
		       "since %s:\n"
		       "          nothing is decided until a newer one is "
		       "installed\n",
		       KEY_SHOWN, key, expires, until);
	else if (doc_get_bool(snapshot, "stale", false))
		printf("          key %.*s…; STALE: expired at %s, serves "
		       "until %s\n",
		       KEY_SHOWN, key, expires, until);
	else
		printf("          key %.*s…; expires at %s\n", KEY_SHOWN, key,
		       expires);
}

static void print_snapshot(const struct doc_node *snapshot)
{
	if (!doc_is_object(snapshot)) {
		puts("snapshot  none: nothing can be decided");
		return;
	}
	printf("snapshot  %s, %lld days old, judges %s to %s\n",
	       doc_get_str(snapshot, "id", "?"),
	       (long long)doc_get_int(snapshot, "age_days", 0),
	       doc_get_str(snapshot, "first_day", "?"),
	       doc_get_str(snapshot, "last_day", "?"));
	printf("          %lld articles, %lld prices\n",
	       (long long)doc_get_int(snapshot, "articles", 0),
	       (long long)doc_get_int(snapshot, "prices", 0));
	print_belief(snapshot);
}

static void print_ledger(const struct doc_node *ledger)
{
	printf("ledger    %lld entries: %lld claims, %lld reversals, "
	       "%lld permits, %lld imports\n",
	       (long long)doc_get_int(ledger, "entries", 0),
	       (long long)doc_get_int(ledger, "claims", 0),
	       (long long)doc_get_int(ledger, "reversals", 0),
	       (long long)doc_get_int(ledger, "permits", 0),
	       (long long)doc_get_int(ledger, "imports", 0));
	printf("          knows supplies since %s; %lld KiB, log %lld KiB\n",
	       doc_get_str(ledger, "since", "?"),
	       (long long)doc_get_int(ledger, "file_bytes", 0) / 1024,
	       (long long)doc_get_int(ledger, "wal_bytes", 0) / 1024);
	printf("          head %lld:%s\n",
	       (long long)doc_get_int(ledger, "head_seq", 0),
	       doc_get_str(ledger, "head_hash", "?"));
	if (doc_get_bool(ledger, "disk_full", false))
		puts("          the disk is full: nothing is recorded");
}

/* The counters of an object that have counted something. */
static void print_counters(const char *name, const struct doc_node *counters)
{
	bool any = false;

	printf("%-10s", name);
	for (size_t i = 0; i < doc_len(counters); i++) {
		const char *member = doc_name_at(counters, i);
		int64_t count = doc_get_int(counters, member, 0);
		if (count == 0)
			continue;
		printf("%s%s %lld", any ? ", " : "", member, (long long)count);
		any = true;
	}
	puts(any ? "" : "nothing yet");
}

static void print_status(const struct doc_node *root)
{
	int64_t up_s = doc_get_int(root, "uptime_s", 0);

	printf("claimd    %s, rulebook %s, up %lld:%02d:%02d\n",
	       doc_get_str(root, "version", "?"),
	       doc_get_str(root, "rules", "?"), (long long)(up_s / 3600),
	       (int)(up_s / 60 % 60), (int)(up_s % 60));
	print_snapshot(doc_get(root, "snapshot"));
	print_ledger(doc_get(root, "ledger"));
	print_counters("desk", doc_get(root, "desk"));
	print_counters("network", doc_get(root, "net"));
}

static bool is_degraded(const struct doc_node *root)
{
	const struct doc_node *snapshot = doc_get(root, "snapshot");

	return !doc_is_object(snapshot) ||
	       doc_get_bool(snapshot, "stale", false) ||
	       doc_get_bool(snapshot, "expired", false) ||
	       doc_get_bool(doc_get(root, "ledger"), "disk_full", false);
}

/* Waiting ends when the daemon answers, which it does once it can decide. */
static bool ask(const struct args *args, struct doc **reply, struct err *e)
{
	char memory[64];
	struct text command;
	struct control *control = NULL;
	int64_t wait_s = 0;

	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"status\"}");
	if (!args_number(args, OPT_WAIT, 0, 86400, &wait_s, e))
		return false;
	bool ok = control_open_waiting(args, (int)wait_s * 1000, &control, e) &&
		  control_call(control, &command, reply, e);
	control_close(control);
	return ok;
}

int cmd_status(const struct args *args)
{
	struct doc *reply;
	struct err e;

	if (!ask(args, &reply, &e))
		return out_fail(args, &e, NULL);
	const struct doc_node *root = doc_root(reply);
	if (args_has(args, OPT_JSON))
		control_print_json(reply);
	else
		print_status(root);
	int status = is_degraded(root) ? err_exit_status(ERR_DEGRADED) : 0;
	doc_free(reply);
	return status;
}

/* Returns when the daemon has hung up, so that a script can go on. */
int cmd_drain(const struct args *args)
{
	char memory[64];
	struct text command;
	struct control *control = NULL;
	struct doc *reply = NULL;
	struct err e;

	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"drain\"}");
	bool ok = control_open(args, &control, &e) &&
		  control_call(control, &command, &reply, &e) &&
		  control_await_end(control, DRAIN_TIMEOUT_MS, &e);
	control_close(control);
	if (!ok)
		out_fail(args, &e, NULL);
	else if (args_has(args, OPT_JSON))
		control_print_json(reply);
	else
		puts("the daemon has answered what it read, and stopped");
	doc_free(reply);
	return ok ? 0 : err_exit_status(e.code);
}
