#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf_row.h"

static char path[64];

/* Writes a configuration and reads it. */
static bool load(const char *text, struct conf **conf, struct err *e)
{
	snprintf(path, sizeof(path), "/tmp/claimd-conf-XXXXXX");
	int fd = mkstemp(path);
	cr_assert(fd >= 0);
	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	bool ok = conf_load(path, conf, e);
	unlink(path);
	return ok;
}

/* Public keys: 32 bytes in base64. */
#define A40	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define slashes_key "//A" A40 "="
#define other_key   "BBA" A40 "="

Test(conf, an_empty_file_gives_every_default)
{
	struct conf *conf;
	struct err e;

	cr_assert(load("", &conf, &e), "%s", e.message);
	cr_expect_str_eq(conf->listen_address, "0.0.0.0");
	cr_expect_eq(conf->listen_port, 7443);
	cr_expect_eq(conf->limits_line, 16384);
	cr_expect_eq(conf->limits_idle, 600000);
	cr_expect_eq(conf->ledger_reserve, 64 << 20);
	cr_expect_eq(conf->ledger_since, CIVIL_NONE);
	cr_expect_eq(conf->tls_min_version, 1, "1.3");
	cr_expect_not(conf->clients_accept_agb_uri);
	cr_expect_not(conf->snapshot_allow_unsigned);
	cr_expect_eq(conf->snapshot_keys.count, 0);
	cr_expect_str_eq(conf->snapshot_cases, "");
	cr_expect_eq(conf->client_count, 0);
	conf_free(conf);
}

Test(conf, every_kind_of_value)
{
	struct conf *conf;
	struct err e;

	cr_assert(
	    load("# a comment\n"
		 "listen { address = \"::1\" port = 0 }\n"
		 "control { path = \"so#ck\" uids = { 1000, 1001 } }\n"
		 "client a { san = \"DNS:a.local\" pharmacy = \"02012345\" }\n"
		 "client b { san = \"URI:x:y\" pharmacy = 02000001 }\n"
		 "clients { accept_agb_uri = true }\n"
		 "ledger { since = \"2026-01-31\" reserve = 1GiB }\n"
		 "snapshot { keys = { \"" slashes_key "\", '" other_key "' } "
		 "cases = cases } /* x\n */\n"
		 "limits { line = 1KiB idle = 1d handshake = 100ms }\n"
		 "tls { min_version = \"1.2\" crl = \"\" }\n"
		 "log { level = debug format = json }\n",
		 &conf, &e),
	    "%s", e.message);
	cr_expect_str_eq(conf->listen_address, "::1");
	cr_expect_eq(conf->listen_port, 0);
	cr_expect_str_eq(conf->control_path, "/tmp/so#ck", "beside the file");
	cr_assert_eq(conf->control_uids.count, 2);
	cr_expect_str_eq(conf->control_uids.items[1], "1001");
	cr_assert_eq(conf->client_count, 2);
	cr_expect_str_eq(conf->clients[1].name, "b");
	cr_expect_str_eq(conf->clients[1].san, "URI:x:y");
	cr_expect_str_eq(conf->clients[1].pharmacy, "02000001");
	cr_expect(conf->clients_accept_agb_uri);
	cr_expect_eq(conf->ledger_since, civil_from_ymd(2026, 1, 31));
	cr_expect_eq(conf->ledger_reserve, 1 << 30);
	cr_assert_eq(conf->snapshot_keys.count, 2);
	cr_expect_str_eq(conf->snapshot_keys.items[0], slashes_key);
	cr_expect_str_eq(conf->snapshot_keys.items[1], other_key);
	cr_expect_str_eq(conf->snapshot_cases, "/tmp/cases");
	cr_expect_eq(conf->limits_line, 1024);
	cr_expect_eq(conf->limits_idle, 86400000);
	cr_expect_eq(conf->limits_handshake, 100);
	cr_expect_eq(conf->tls_min_version, 0);
	cr_expect_str_eq(conf->tls_crl, "");
	cr_expect_eq(conf->log_level, 3);
	cr_expect_eq(conf->log_format, 1);
	conf_free(conf);
}

static const struct {
	const char *text;
	int line;
	const char *expected; /* what the message ends with */
} bad[] = {
    {"listen {\n prot = 1 }", 2,
     "unknown key 'prot' in listen; did you mean 'port'?"},
    {"# a\n# b\n/* c\n d */\nlisten {\n backlogs = 1 }", 6,
     "unknown key 'backlogs' in listen; did you mean 'backlog'?"},
    {"listen { level = info }", 1,
     "unknown key 'level' in listen; it belongs to log"},
    {"listen { zzzzzz = 1 }", 1, "unknown key 'zzzzzz' in listen"},
    {"lissen { }", 1, "unknown section 'lissen'; did you mean 'listen'?"},
    {"\nbacklog = 7", 2,
     "unknown section 'backlog'; that key belongs inside listen { }"},
    {"include(\"/etc/passwd\")", 1, "unknown section 'include'"},
    {"listen { port = 1\n port = 2 }", 2, "the key 'port' is repeated"},
    {"control { uids = { 1 }\n uids = { 2 } }", 2,
     "the key 'uids' is repeated"},
    {"control { uids = { 1 }\n uids = {} }", 2, "a list is repeated"},
    {"listen { port = 1 }\nlisten { backlog = 2 }", 2,
     "the section 'listen' is repeated"},
    {"client a { san = \"DNS:a\" pharmacy = 02000001 }\n"
     "client a { san = \"DNS:b\" pharmacy = 02000001 }",
     2, "found duplicate title 'a'"},
    {"client a { san = \"DNS:a\"\nsan = \"DNS:b\" }", 2,
     "the key 'san' is repeated"},
    {"client a { san = \"DNS:a\" }", 1, "client 'a' has no pharmacy"},
    {"client a { }", 1, "client 'a' has no san"},
    {"client a { san = \"a\" pharmacy = 02000001 }", 1,
     "client.san: 'a' is no name, expected DNS:… or URI:…"},
    {"client a { san = \"DNS:a\" pharmacy = 0200001 }", 1,
     "client.pharmacy: '0200001' is no AGB code, expected 8 digits"},
    {"listen { port = 1\n", 1, "the section 'listen' has no closing brace"},
    {"listen { port = 1 }\nlog {\n level = info\n\n", 4,
     "the section 'log' has no closing brace"},
    {"listen { port = 1 }\n/* open\n\n", 2, "the comment has no end"},
    {"\nlog { level = \"info }\n\n", 2, "the string has no end"},
    {"listen { port = 1 } }", 1, "unexpected closing brace"},
    {"listen { port 1 }", 1, "missing equal sign after option 'port'"},
    {"listen { port = 65536 }", 1,
     "listen.port: 65536 is out of range, expected 0 to 65535"},
    {"listen { port = -1 }", 1, "listen.port: '-1' is not a number"},
    {"listen { port = 99999999999999999999 }", 1,
     "'99999999999999999999' is not a number"},
    {"listen { address = localhost }", 1,
     "'localhost' is no numeric IPv4 or IPv6 address"},
    {"limits { line = 1023 }", 1,
     "limits.line: 1023 is out of range, expected 1024 to 65536 bytes"},
    {"limits { line = 65KiB }", 1,
     "65KiB is out of range, expected 1024 to 65536 bytes"},
    {"limits { line = 16k }", 1, "'16k' is not a size such as 16KiB"},
    {"limits { line = 9007199254740992GiB }", 1, "is not a size such as 16KiB"},
    {"limits { idle = 5 }", 1, "'5' is not a duration such as 5s"},
    {"limits { handshake = 99ms }", 1,
     "99ms is out of range, expected 100 to 60000 ms"},
    {"clients { accept_agb_uri = yes }", 1, "'yes' is neither true nor false"},
    {"log { level = loud }", 1,
     "'loud' is not one of: error warning info debug"},
    {"tls { min_version = 1. }", 1, "'1.' is not one of: 1.2 1.3"},
    {"ledger { since = \"2026-02-29\" }", 1,
     "'2026-02-29' is no date, expected YYYY-MM-DD"},
    {"control { uids = { root } }", 1, "'root' is no user id"},
    {"tls { key = \"\" }", 1, "has 0 characters, expected 1 to 1024"},
};

Test(conf, every_fault_names_its_line_and_what_was_expected)
{
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct conf *conf;
		struct err e;
		char place[96];

		cr_expect_not(load(bad[i].text, &conf, &e), "%s", bad[i].text);
		cr_expect_null(conf);
		snprintf(place, sizeof(place), "%s:%d: ", path, bad[i].line);
		cr_expect_eq(strncmp(e.message, place, strlen(place)), 0,
			     "%s\n  got %s", bad[i].text, e.message);
		cr_expect_not_null(strstr(e.message, bad[i].expected),
				   "%s\n  got %s", bad[i].text, e.message);
	}
}

Test(conf, a_fault_leaves_nothing_behind_for_the_next_reading)
{
	struct conf *conf;
	struct err e;

	cr_expect_not(load("/* open", &conf, &e));
	cr_assert(load("listen { port = 1 }", &conf, &e), "%s", e.message);
	cr_expect_eq(conf->listen_port, 1);
	conf_free(conf);
}

Test(conf, files_that_cannot_be_read)
{
	struct conf *conf;
	struct err e;

	cr_expect_not(conf_load("/nonexistent/claimd.conf", &conf, &e));
	cr_expect_str_eq(e.message, "/nonexistent/claimd.conf: "
				    "No such file or directory");
	cr_expect_not(conf_load("/tmp", &conf, &e));
}

Test(conf, the_example_states_the_defaults)
{
	struct conf *conf;
	struct err e;

	cr_assert(conf_load(EXAMPLE_CONF, &conf, &e), "%s", e.message);
	for (size_t i = 0; i < conf_row_count; i++) {
		const struct conf_row *row = &conf_rows[i];
		struct conf fresh;
		if (row->fallback == NULL || conf_row_is_list(row))
			continue;
		cr_assert(conf_row_store(row, row->fallback, NULL, &fresh, &e));
		if (row->type == CONF_PATH || row->type == CONF_ADDRESS)
			cr_expect_str_eq(*(char **)((char *)conf + row->offset),
					 row->fallback);
		else
			cr_expect_eq(
			    memcmp((char *)conf + row->offset,
				   (char *)&fresh + row->offset,
				   row->type == CONF_FLAG   ? sizeof(bool)
				   : row->type == CONF_DATE ? sizeof(civil_day)
							    : sizeof(int64_t)),
			    0, "%s.%s", row->section, row->key);
		conf_row_release(row, &fresh);
	}
	conf_free(conf);
}

static const char two_clients[] =
    "tls { key = k }\n"
    "client a { san = \"DNS:a\" pharmacy = 02000001 }\n\n"
    "client b { san = \"DNS:b\" pharmacy = 02000002 }\n"
    "limits {\n\tidle = 5m\n}\n";

Test(conf, errors_are_placed)
{
	static const struct {
		const char *field, *place;
	} rows[] = {
	    {"/tls/key", ":1: why"},	 {"/client/0", ":2: why"},
	    {"/client/1", ":4: why"},	 {"/client/2", ": why"},
	    {"/limits/idle", ":6: why"}, {"/limits/line", ": why"},
	    {"/no/key", ": why"},	 {"", ": why"},
	};
	char expected[128];
	struct conf *conf;
	struct err e;

	cr_assert(load(two_clients, &conf, &e), "%s", e.message);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		err_fill(&e, ERR_USAGE, rows[i].field, "why");
		conf_place(conf, &e);
		snprintf(expected, sizeof(expected), "%s%s", path,
			 rows[i].place);
		cr_expect_str_eq(e.message, expected);
		cr_expect_eq(e.code, ERR_USAGE);
	}
	cr_expect_eq(conf_line(conf, "limits.idle"), 6);
	cr_expect_eq(conf_line(conf, "limits.idel"), 0);
	conf_free(conf);
}

/* What two files differ in: as "key key/key key", with reload / restart. */
static void expect_differ(const char *before, const char *after,
			  const char *expected)
{
	char found[512] = "";
	struct conf *a, *b;
	struct err e;

	cr_assert(load(before, &a, &e), "%s", e.message);
	cr_assert(load(after, &b, &e), "%s", e.message);
	for (int i = 0; i < 2; i++) {
		struct conf_keys keys;
		conf_compare(a, b, i == 0 ? CONF_RELOAD : CONF_START, &keys);
		for (size_t k = 0; k < keys.count; k++) {
			strcat(found, keys.names[k]);
			strcat(found, k + 1 < keys.count ? " " : "");
		}
		strcat(found, i == 0 ? "/" : "");
	}
	cr_expect_str_eq(found, expected, "%s against %s: %s", before, after,
			 found);
	conf_free(a);
	conf_free(b);
}

/* One of each type of value, and of each kind of change. */
Test(conf, changes_are_named)
{
	static const char *const rows[][3] = {
	    {"", "", "/"},
	    {"", "limits { idle = 10m line = 16384 }", "/"},
	    {"", "listen { address = \"127.0.0.1\" }", "/listen.address"},
	    {"", "listen { port = 1 backlog = 1 }",
	     "/listen.port listen.backlog"},
	    {"", "control { path = \"/x\" uids = { 1 } }",
	     "control.uids/control.path"},
	    {"control { uids = { 1, 2 } }", "control { uids = { 1, 3 } }",
	     "control.uids/"},
	    {"control { uids = { 1, 2 } }", "control { uids = { 1, 2 } }", "/"},
	    {"", "tls { crl = \"\" min_version = 1.2 }",
	     "tls.crl tls.min_version/"},
	    {"", "ledger { since = \"2026-01-01\" reserve = 1MiB }",
	     "/ledger.reserve ledger.since"},
	    {"", "snapshot { keys = { \"" slashes_key "\" } dir = \"/d\" }",
	     "snapshot.keys/snapshot.dir"},
	    {"", "privacy { key = \"/k\" } threads { io = 2 }",
	     "/privacy.key threads.io"},
	    {"", "log { level = debug } limits { queue = 1 }",
	     "limits.queue log.level/"},
	    {"", "clients { accept_agb_uri = true }",
	     "clients.accept_agb_uri/"},
	    {"", "client a { san = \"DNS:a\" pharmacy = 02000001 }", "client/"},
	    {"client a { san = \"DNS:a\" pharmacy = 02000001 }",
	     "client z { san = \"DNS:a\" pharmacy = 02000001 }", "/"},
	    {"client a { san = \"DNS:a\" pharmacy = 02000001 }",
	     "client a { san = \"DNS:b\" pharmacy = 02000001 }", "client/"},
	    {"client a { san = \"DNS:a\" pharmacy = 02000001 }",
	     "client a { san = \"DNS:a\" pharmacy = 02000002 }", "client/"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		expect_differ(rows[i][0], rows[i][1], rows[i][2]);
		expect_differ(rows[i][1], rows[i][0], rows[i][2]);
	}
}
