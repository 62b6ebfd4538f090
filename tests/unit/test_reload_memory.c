/*
 * The Nth allocation of a reload fails, for every N, once or from then on: in
 * our own code, libconfuse, OpenSSL and the C library. Nothing but a refusal
 * comes of it, and nothing is left behind.
 */
#include <criterion/criterion.h>

#include <confuse.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net_fixture.h"
#include "conf_row.h"
#include "setup.h"

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#endif

/* Of this thread: allocations until one fails; negative: none does. */
static _Thread_local long until = -1;
static _Thread_local bool for_ever, failed;
/* All that are in use, of all threads. */
static atomic_long blocks;
/* libconfuse is at work, with what conf.c has set aside for it. */
static _Thread_local bool spared;

#ifndef UNDER_SANITIZER

/* Those of glibc, behind the names that a program may take over. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *block);

static bool fails(void)
{
	if (spared)
		return false;
	if (failed && for_ever)
		return true;
	if (until < 0 || until-- > 0)
		return false;
	failed = true;
	return true;
}

static void *count(void *block)
{
	if (block != NULL)
		atomic_fetch_add(&blocks, 1);
	return block;
}

void *malloc(size_t size)
{
	return fails() ? NULL : count(__libc_malloc(size));
}

void *calloc(size_t number, size_t size)
{
	return fails() ? NULL : count(__libc_calloc(number, size));
}

void *realloc(void *old, size_t size)
{
	if (old == NULL)
		return malloc(size);
	return fails() ? NULL : __libc_realloc(old, size);
}

void free(void *block)
{
	if (block != NULL)
		atomic_fetch_sub(&blocks, 1);
	__libc_free(block);
}

enum { TAKES_TURNS = 1 };
#else
enum { TAKES_TURNS = 0 };
#endif

/* Memory that libconfuse takes, and what is set aside for it. */
static size_t taken, aside;

/* It cannot do without, and need not: but what it calls of ours can. */
cfg_t *__real_cfg_init(cfg_opt_t *options, cfg_flag_t flags);
cfg_t *__wrap_cfg_init(cfg_opt_t *options, cfg_flag_t flags);
int __real_cfg_parse_buf(cfg_t *cfg, const char *text);
int __wrap_cfg_parse_buf(cfg_t *cfg, const char *text);
bool __real_conf_row_store(const struct conf_row *row, const char *value,
			   const char *folder, void *base, struct err *e);
bool __wrap_conf_row_store(const struct conf_row *row, const char *value,
			   const char *folder, void *base, struct err *e);

cfg_t *__wrap_cfg_init(cfg_opt_t *options, cfg_flag_t flags)
{
	spared = true;
	cfg_t *cfg = __real_cfg_init(options, flags);
	spared = false;
	return cfg;
}

int __wrap_cfg_parse_buf(cfg_t *cfg, const char *text)
{
	size_t before = mallinfo2().uordblks;

	spared = true;
	int result = __real_cfg_parse_buf(cfg, text);
	spared = false;
	taken = mallinfo2().uordblks - before;
	aside = CONF_PARSE_FIRST + CONF_PARSE_EACH * strlen(text);
	return result;
}

bool __wrap_conf_row_store(const struct conf_row *row, const char *value,
			   const char *folder, void *base, struct err *e)
{
	bool was = spared;

	spared = false;
	bool stored = __real_conf_row_store(row, value, folder, base, e);
	spared = was;
	return stored;
}

static void fail_from(long n, bool always)
{
	until = n;
	for_ever = always;
	failed = false;
}

/* Whether one did. */
static bool fail_no_more(void)
{
	bool did = failed;

	until = -1;
	failed = false;
	return did;
}

/* Of everything that a reload reads. */
static const char conf_text[] =
    "control { uids = { 1, 2 } }\n"
    "tls { certificate = server.pem key = server.key\n"
    "client_ca = ca.pem crl = crl.pem }\n"
    "client a { san = \"DNS:a\" pharmacy = 02000001 }\n"
    "client b { san = \"DNS:b\" pharmacy = 02000002 }\n"
    "clients { accept_agb_uri = true }\n"
    "snapshot { keys = { \"//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\" } }\n"
    "limits { line = 1KiB max_in_flight = 4 connections = 8 }\n";

static struct fixture f;
static char path[96];
static struct conf *whole;

static void begin(void)
{
	struct err e;

	fixture_init(&f);
	fixture_serve(&f);
	snprintf(path, sizeof(path), "%s/claimd.conf", f.dir);
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	cr_assert(fputs(conf_text, file) >= 0);
	cr_assert_eq(fclose(file), 0);
	cr_assert(conf_load(path, &whole, &e), "%s", e.message);
}

static void end(void)
{
	conf_free(whole);
	unlink(path);
	fixture_end(&f);
}

TestSuite(reload_memory, .init = begin, .fini = end);

/* What was read lacks nothing. */
static void expect_whole(const struct conf *conf, long n)
{
	struct conf_keys keys;

	conf_compare(conf, whole, CONF_RELOAD, &keys);
	cr_expect_eq(keys.count, 0, "allocation %ld: %s differs", n,
		     keys.names[0]);
	conf_compare(conf, whole, CONF_START, &keys);
	cr_expect_eq(keys.count, 0, "allocation %ld: %s differs", n,
		     keys.names[0]);
}

/* The steps of reload_run that can fail; true: the network took it. */
static bool reload_once(long n, struct err *e)
{
	struct setup setup;
	struct conf *conf;

	if (!conf_load(path, &conf, e))
		return false;
	bool ok = setup_net(conf, "1.0.0", &setup, e);
	if (ok) {
		ok = net_reload(f.net, &setup.net, e);
		/* The network's lists are the fixture's again. */
		setup_release(&setup);
	}
	expect_whole(conf, n);
	conf_free(conf);
	return ok;
}

static void expect_served(long n)
{
	struct identity pharmacy =
	    pki_make("client", "URI:agb:02012345", "clientAuth", &f.authority);
	struct client client;

	cr_assert(client_open(&client, &f, &pharmacy), "after %ld", n);
	cr_assert_not_null(client_line(&client));
	client_text(&client, "here\n");
	cr_expect_str_eq(client_line(&client), "here", "after %ld", n);
	client_close(&client);
	pki_free(&pharmacy);
}

/* Each of the first, among which are all of ours; then, as OpenSSL makes
 * thousands, one of so many. MEMORY_STEP=1 takes each. */
enum { EACH_UNTIL = 200, STEP = 61 };
/* Blocks that two rounds may differ in: one left by each failure that is ours
 * would be ten times as many. */
enum { LEFT_MAX = 20 };

static long step(void)
{
	const char *wanted = getenv("MEMORY_STEP");

	return wanted != NULL ? strtol(wanted, NULL, 10) : STEP;
}

/* How many allocations there are to fail. */
static long fail_each(bool always)
{
	struct err e = {0};
	bool did = true;
	long n = 0;

	for (; did; n += n < EACH_UNTIL ? 1 : step()) {
		fail_from(n, always);
		bool ok = reload_once(n, &e);
		did = fail_no_more();
		cr_assert(did || ok, "%s", e.message);
		cr_assert(ok || e.message[0] != '\0');
		cr_assert(!ok || !did || !always, "%ld: without memory", n);
	}
	expect_served(n);
	return n;
}

Test(reload_memory, each_allocation_may_fail)
{
	long used[2];

	if (!TAKES_TURNS)
		cr_skip_test("the sanitizer has the allocator");
	for (int i = 0; i < 2; i++) {
		cr_expect_gt(fail_each(false), 500);
		cr_expect_gt(fail_each(true), 500);
		used[i] = atomic_load(&blocks);
	}
	/* The I/O threads give theirs back when they come to it. */
	for (int tries = 0; tries < 500 && used[1] > used[0] + LEFT_MAX;
	     tries++) {
		usleep(10000);
		used[1] = atomic_load(&blocks);
	}
	cr_expect_leq(used[1], used[0] + LEFT_MAX, "%ld, then %ld blocks",
		      used[0], used[1]);
}

/* The shortest entries are those that take the most, by their length. */
Test(reload_memory, enough_is_set_aside_for_libconfuse)
{
	struct conf *conf;
	struct err e;

	if (!TAKES_TURNS)
		cr_skip_test("the sanitizer has the allocator");
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	for (int i = 0; i < CONF_CLIENTS_MAX; i++)
		fprintf(file, "client %x{san=URI:%x pharmacy=%08d}", i, i, i);
	cr_assert_eq(fclose(file), 0);
	cr_assert(conf_load(path, &conf, &e), "%s", e.message);
	cr_assert_eq(conf->client_count, CONF_CLIENTS_MAX);
	cr_expect_lt(taken, aside);
	cr_expect_gt(taken, aside / 4, "far too much is set aside");
	conf_free(conf);
}
