#include "desk_fixture.h"

#include <criterion/criterion.h>

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/current.h"
#include "store/identity.h"
#include "store/snapshot_build.h"
#include "wire/doc.h"

static void say_fault(void *ctx, const char *fault)
{
	(void)ctx;
	fprintf(stderr, "%s\n", fault);
}

static void build_snapshot(struct fixture *f, const char *folder)
{
	const char *srcdir = getenv("srcdir");
	char csv[512];
	struct snapshot_build_stats stats;
	struct err e;

	snprintf(csv, sizeof(csv), "%s/%s", srcdir != NULL ? srcdir : ".",
		 folder);
	cr_assert(snapshot_build(csv, f->snapshot, say_fault, NULL, &stats, &e),
		  "%s", e.message);
	cr_assert(current_write(f->snapshots, f->snapshot, &e), "%s",
		  e.message);
}

static void say(void *ctx, int priority, const char *message)
{
	(void)ctx;
	(void)priority;
	fprintf(stderr, "%s\n", message);
}

void fixture_make(struct fixture *f)
{
	fixture_make_from(f, "tests/cases/data");
}

void fixture_make_from(struct fixture *f, const char *folder)
{
	struct err e;

	memset(f, 0, sizeof(*f));
	snprintf(f->dir, sizeof(f->dir), "desk-test-XXXXXX");
	cr_assert_not_null(mkdtemp(f->dir));
	snprintf(f->ledger, sizeof(f->ledger), "%s/ledger.db", f->dir);
	snprintf(f->key, sizeof(f->key), "%s/patient.key", f->dir);
	snprintf(f->snapshots, sizeof(f->snapshots), "%s/snapshots", f->dir);
	snprintf(f->snapshot, sizeof(f->snapshot), "%s/cases.gvs",
		 f->snapshots);
	cr_assert_eq(mkdir(f->snapshots, 0700), 0);
	cr_assert(identity_create(f->key, &e), "%s", e.message);
	build_snapshot(f, folder);
	f->config = (struct desk_config){
	    .ledger_path = f->ledger,
	    .reserve_bytes = 1024 * 1024,
	    .since = civil_from_ymd(2020, 1, 1),
	    .privacy_key = f->key,
	    .snapshot_dir = f->snapshots,
	    .trust = {.allow_unsigned = true, .grace_days = 3},
	    .queue_max = 1024,
	    .version = "test",
	    .log = say,
	};
}

void fixture_start(struct fixture *f)
{
	struct err e;

	cr_assert(desk_start(&f->config, &f->desk, &e), "%s", e.message);
	f->service = desk_service(f->desk);
}

void fixture_stop(struct fixture *f)
{
	desk_stop(f->desk);
	f->desk = NULL;
}

void fixture_remove(struct fixture *f)
{
	char command[128];

	fixture_stop(f);
	snprintf(command, sizeof(command), "rm -rf '%s'", f->dir);
	cr_assert_eq(system(command), 0);
}

struct asked {
	struct caller caller; /* first: the desk knows only this */
	sem_t answered;
	sem_t released;
	bool held;
	char *reply;
};

static void (*reply_watcher)(const char *reply);

void fixture_watch_replies(void (*watcher)(const char *reply))
{
	reply_watcher = watcher;
}

static void take_reply(struct caller *caller, const char *bytes, size_t len,
		       bool more)
{
	struct asked *asked = (struct asked *)caller;

	(void)more;
	asked->reply = strndup(bytes, len);
	cr_assert_not_null(asked->reply);
	if (reply_watcher != NULL)
		reply_watcher(asked->reply);
	bool held = asked->held;
	sem_post(&asked->answered);
	if (held) {
		sem_wait(&asked->released);
		free(asked);
	}
}

static struct asked *new_asked(const char *pharmacy)
{
	struct asked *asked = calloc(1, sizeof(*asked));

	cr_assert_not_null(asked);
	snprintf(asked->caller.pharmacy, sizeof(asked->caller.pharmacy), "%s",
		 pharmacy);
	asked->caller.reply = take_reply;
	sem_init(&asked->answered, 0, 0);
	sem_init(&asked->released, 0, 0);
	return asked;
}

struct asked *fixture_post(struct fixture *f, const char *pharmacy,
			   const char *line)
{
	struct asked *asked = new_asked(pharmacy);
	struct service *s = &f->service;

	if (pharmacy[0] != '\0')
		s->line(s->ctx, &asked->caller, line, strlen(line));
	else
		s->control(s->ctx, &asked->caller, line, strlen(line));
	s->turn_ended(s->ctx);
	return asked;
}

char *fixture_wait(struct asked *asked)
{
	sem_wait(&asked->answered);
	char *reply = asked->reply;
	free(asked);
	return reply;
}

char *fixture_ask(struct fixture *f, const char *line)
{
	return fixture_wait(fixture_post(f, "02012345", line));
}

char *fixture_control(struct fixture *f, const char *line)
{
	return fixture_wait(fixture_post(f, "", line));
}

struct asked *fixture_hold(struct fixture *f)
{
	static const char line[] = "{\"cmd\":\"status\"}";
	struct asked *asked = new_asked("");

	asked->held = true;
	f->service.control(f->service.ctx, &asked->caller, line, strlen(line));
	f->service.turn_ended(f->service.ctx);
	sem_wait(&asked->answered);
	return asked;
}

void fixture_release(struct asked *held)
{
	free(held->reply);
	sem_post(&held->released);
}

const char *dispense_line(const char *id, const char *date, const char *zi,
			  int days)
{
	static char line[1024];

	snprintf(line, sizeof(line),
		 "{\"v\":1,\"op\":\"dispense\",\"id\":\"%s\",\"date\":\"%s\","
		 "\"insured\":{\"bsn\":\"999990019\",\"born\":\"1961-04-02\","
		 "\"sex\":\"f\",\"uzovi\":\"3311\",\"polis\":\"196\"},"
		 "\"prescription\":{\"prescriber\":\"huisarts\","
		 "\"date\":\"%s\"},\"item\":{\"kind\":\"medicine\","
		 "\"zi\":\"%s\",\"quantity_milli\":%d,\"days\":%d}}",
		 id, date, date, zi, days * 1000, days);
	return line;
}

static struct doc *parse(const char *reply)
{
	struct doc *doc;
	struct err e;

	cr_assert(doc_parse(reply, strlen(reply), &doc, &e), "%s: %s",
		  e.message, reply);
	return doc;
}

void expect_member(const char *reply, const char *name, const char *value)
{
	struct doc *doc = parse(reply);

	cr_assert_str_eq(doc_get_str(doc_root(doc), name, "(absent)"), value,
			 "%s in %s", name, reply);
	doc_free(doc);
}

void expect_error(const char *reply, const char *code)
{
	struct doc *doc = parse(reply);
	const struct doc_node *error = doc_get(doc_root(doc), "error");

	if (error == NULL)
		error = doc_get(doc_root(doc), "retry");
	cr_assert_str_eq(doc_get_str(error, "code", "(none)"), code, "%s",
			 reply);
	doc_free(doc);
}
