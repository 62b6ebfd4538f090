/* What a snapshot folder remembers, and what is no memory of it. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trust_fixture.h"

#define KEY_1 "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
#define KEY_2 "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="
#define SHA_1 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SHA_2 "f3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define ID_1  "gvs-20261101-000017"
#define ID_2  "gvs-20261102-000018"

struct folder {
	char dir[64], path[96];
	struct ratchet *r;
	struct err e;
};

static void begin(struct folder *f)
{
	snprintf(f->dir, sizeof(f->dir), "/tmp/claimd-ratchet-XXXXXX");
	cr_assert_not_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof(f->path), "%s/accepted.json", f->dir);
	cr_assert(ratchet_load(f->dir, &f->r, &f->e), "%s", f->e.message);
	cr_expect(access(f->path, F_OK) != 0); /* reading makes none */
}

static void end(struct folder *f)
{
	ratchet_free(f->r);
	ratchet_free(NULL);
	(void)unlink(f->path);
	cr_expect(rmdir(f->dir) == 0);
}

static struct accepted_switch made(const char *key, int64_t sequence)
{
	struct accepted_switch s = {.at_s = 1795320000,
				    .how = SWITCH_INSTALL,
				    .snapshot_id = ID_1,
				    .sha256 = SHA_1,
				    .sequence = sequence};

	snprintf(s.key, sizeof(s.key), "%s", key);
	return s;
}

static void reload(struct folder *f)
{
	cr_assert(ratchet_save(f->r, f->dir, &f->e), "%s", f->e.message);
	ratchet_free(f->r);
	cr_assert(ratchet_load(f->dir, &f->r, &f->e), "%s", f->e.message);
}

Test(trust_ratchet, remembers)
{
	struct accepted_switch first = made(KEY_1, 17), second;
	struct folder f;

	begin(&f);
	cr_expect_eq(f.r->key_count, 0);
	cr_expect_eq(f.r->switch_count, 0);
	cr_expect_null(ratchet_highest(f.r, KEY_1));
	cr_expect_null(ratchet_find(f.r, SHA_1));
	reload(&f);
	snprintf(first.reason, sizeof(first.reason), "%s",
		 "quarter's \"new\" \\ prices, \xe2\x82\xac");
	cr_assert(ratchet_add(f.r, &first, &f.e), "%s", f.e.message);
	second = made("", 3);
	second.at_s = -1; /* clocks go back */
	second.how = SWITCH_ROLLBACK;
	memcpy(second.sha256, SHA_2, sizeof(second.sha256));
	cr_assert(ratchet_add(f.r, &second, &f.e), "%s", f.e.message);
	second.how = SWITCH_USE;
	cr_assert(ratchet_add(f.r, &second, &f.e), "%s", f.e.message);
	reload(&f);
	cr_expect_eq(f.r->key_count, 1); /* unsigned ones raise none */
	cr_expect_eq(f.r->switch_count, 3);
	const struct highest *h = ratchet_highest(f.r, KEY_1);
	cr_assert_not_null(h);
	cr_expect_eq(h->sequence, 17);
	cr_expect_str_eq(h->sha256, SHA_1);
	cr_expect_str_eq(h->snapshot_id, ID_1);
	const struct accepted_switch *s = &f.r->switches[0];
	cr_expect_eq(s->at_s, 1795320000);
	cr_expect_eq(s->how, SWITCH_INSTALL);
	cr_expect_str_eq(s->snapshot_id, ID_1);
	cr_expect_str_eq(s->key, KEY_1);
	cr_expect_str_eq(s->sha256, SHA_1);
	cr_expect_eq(s->sequence, 17);
	cr_expect_str_eq(s->reason, first.reason);
	cr_expect_eq(f.r->switches[1].at_s, -1);
	cr_expect_eq(f.r->switches[1].how, SWITCH_ROLLBACK);
	/* The newest of equal ones. */
	cr_expect_eq(ratchet_find(f.r, SHA_2), &f.r->switches[2]);
	cr_expect_eq(ratchet_find(f.r, SHA_1), &f.r->switches[0]);
	struct stat about;
	cr_assert(stat(f.path, &about) == 0);
	cr_expect_eq(about.st_mode & 07777, 0644);
	end(&f);
}

Test(trust_ratchet, never_falls)
{
	struct accepted_switch s;
	struct folder f;

	begin(&f);
	s = made(KEY_1, 18);
	cr_assert(ratchet_add(f.r, &s, &f.e));
	s = made(KEY_1, 17);
	s.how = SWITCH_ROLLBACK;
	memcpy(s.sha256, SHA_2, sizeof(s.sha256));
	cr_assert(ratchet_add(f.r, &s, &f.e));
	cr_expect_eq(ratchet_highest(f.r, KEY_1)->sequence, 18);
	cr_expect_str_eq(ratchet_highest(f.r, KEY_1)->sha256, SHA_1);
	/* The very file again, but no other of its number. */
	s = made(KEY_1, 18);
	cr_expect(ratchet_add(f.r, &s, &f.e));
	memcpy(s.sha256, SHA_2, sizeof(s.sha256));
	cr_expect_not(ratchet_add(f.r, &s, &f.e));
	cr_expect_eq(f.e.code, ERR_SNAPSHOT_REPLAYED);
	cr_expect_eq(f.r->switch_count, 3);
	s.sequence = 19;
	cr_expect(ratchet_add(f.r, &s, &f.e));
	cr_expect_eq(ratchet_highest(f.r, KEY_1)->sequence, 19);
	cr_expect_str_eq(ratchet_highest(f.r, KEY_1)->sha256, SHA_2);
	cr_expect_eq(f.r->key_count, 1);
	reload(&f);
	cr_expect_eq(ratchet_highest(f.r, KEY_1)->sequence, 19);
	end(&f);
}

Test(trust_ratchet, takes_only_what_can_be_read_again)
{
	struct accepted_switch bad[9];
	struct folder f;

	begin(&f);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		bad[i] = made(KEY_1, 17);
	bad[0].at_s = INT64_MAX;
	bad[1].how = SWITCH_HOW_COUNT;
	bad[2].snapshot_id[0] = 'x';
	bad[3].sha256[0] = 'G';
	bad[4].key[0] = '*';
	bad[5].sequence = 0;
	memcpy(bad[6].reason, "a\nb", 4);
	memcpy(bad[7].reason, "\xff", 2);
	memcpy(bad[8].snapshot_id, "gvs-20261301-000017", 20);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		cr_expect_not(ratchet_add(f.r, &bad[i], &f.e), "%zu", i);
		cr_expect_eq(f.e.code, ERR_REFUSED, "%zu", i);
	}
	cr_expect_eq(f.r->switch_count, 0);
	cr_expect_eq(f.r->key_count, 0);
	end(&f);
}

/* The n-th key: nobody asks whether a point of the curve belongs to it. */
static void key_of(int n, char out[LEN_PUBLIC_KEY + 1])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";

	memcpy(out, KEY_1, LEN_PUBLIC_KEY + 1);
	out[0] = digits[n % 32];
	out[1] = digits[n / 32 % 32];
}

Test(trust_ratchet, full_of_keys_and_switches)
{
	struct accepted_switch s = made(KEY_1, 1);
	struct folder f;

	begin(&f);
	memset(s.reason, '\\', LEN_REASON); /* the longest that is written */
	for (int i = 0; i < RATCHET_KEYS_MAX; i++) {
		key_of(i, s.key);
		cr_assert(ratchet_add(f.r, &s, &f.e), "%s", f.e.message);
	}
	key_of(RATCHET_KEYS_MAX, s.key);
	cr_expect_not(ratchet_add(f.r, &s, &f.e));
	cr_expect_eq(f.e.code, ERR_REFUSED);
	cr_expect_eq(f.r->switch_count, RATCHET_KEYS_MAX);
	for (int i = 0; i < SWITCHES_MAX; i++) {
		s = made("", i + 1);
		memset(s.reason, '\\', LEN_REASON);
		cr_assert(ratchet_add(f.r, &s, &f.e), "%s", f.e.message);
	}
	cr_expect_eq(f.r->switch_count, SWITCHES_MAX);
	cr_expect_eq(f.r->switches[0].sequence, 1);
	s = made("", SWITCHES_MAX + 1);
	cr_assert(ratchet_add(f.r, &s, &f.e));
	cr_expect_eq(f.r->switch_count, SWITCHES_MAX);
	cr_expect_eq(f.r->switches[0].sequence, 2);
	cr_expect_eq(f.r->switches[SWITCHES_MAX - 1].sequence,
		     SWITCHES_MAX + 1);
	reload(&f);
	cr_expect_eq(f.r->key_count, RATCHET_KEYS_MAX);
	cr_expect_eq(f.r->switch_count, SWITCHES_MAX);
	cr_expect_eq(f.r->switches[0].sequence, 2);
	key_of(RATCHET_KEYS_MAX - 1, s.key);
	cr_expect_not_null(ratchet_highest(f.r, s.key));
	end(&f);
}

#define HIGHEST(key)                                                           \
	"{\"key\":\"" key "\",\"sequence\":17,\"sha256\":\"" SHA_1             \
	"\",\"snapshot_id\":\"" ID_1 "\"}"
#define SWITCH                                                                 \
	"{\"at\":\"2026-11-22T04:00:00Z\",\"how\":\"use\","                    \
	"\"snapshot_id\":\"" ID_1 "\",\"key\":\"" KEY_1                        \
	"\",\"sha256\":\"" SHA_1 "\",\"sequence\":17,\"reason\":\"\"}"

static const char good[] =
    "{\"version\":1,\"keys\":[" HIGHEST(KEY_1) "],\"switches\":[" SWITCH "]}\n";

Test(trust_ratchet, damaged_files)
{
	static const struct {
		const char *find, *replace, *why;
	} cases[] = {
	    {"\"version\":1", "\"version\":2", "version"},
	    {"\"version\":1,", "", "version"},
	    {"{\"version\":1", "{\"x\":1,\"version\":1", "only"},
	    {"{\"version\":1", "{\"version\":1,\"version\":1", ""},
	    {"]}\n", "]", ""},
	    {"]}\n", "]}{}", ""},
	    {"\"keys\":[", "\"keys\":{", ""},
	    {",\"switches\":[" SWITCH "]", "", "switches"},
	    {"\"keys\":[" HIGHEST(KEY_1) "]", "\"keys\":[]", "none of"},
	    {"\"keys\":[" HIGHEST(KEY_1) "]", "\"keys\":null", "keys"},
	    {"\"keys\":[" HIGHEST(KEY_1) "]", "\"keys\":[1]", "object"},
	    {HIGHEST(KEY_1), HIGHEST(KEY_1) "," HIGHEST(KEY_1), "twice"},
	    {HIGHEST(KEY_1), HIGHEST(KEY_1) "," HIGHEST(""), "\"keys\" 2"},
	    {"HURo=", "HURp=", "base64"},
	    {"\"sequence\":17", "\"sequence\":0", "from 1"},
	    {"\"sequence\":17", "\"sequence\":16", "above the highest"},
	    {"\"sequence\":17", "\"sequence\":\"17\"", "integer"},
	    {"\"sequence\":17", "\"sequence\":17.5", ""},
	    {"\"sequence\":17,", "", "no member"},
	    {"\"sequence\":17,", "\"sequence\":17,\"x\":1,", "members"},
	    {"\"sha256\":\"e3", "\"sha256\":\"E3", "64 digits"},
	    {"\"sha256\":\"e3", "\"sha256\":\"f3", "another file"},
	    {"\"snapshot_id\":\"gvs", "\"snapshot_id\":\"gvx", "gvs-"},
	    {"\"at\":\"2026", "\"at\":\"26", "a time"},
	    {"\"how\":\"use\"", "\"how\":\"used\"", "install, use"},
	    {"\"how\":\"use\"", "\"how\":\"a very long name of it\"", "short"},
	    {"\"reason\":\"", "\"reason\":\"\\n", "control"},
	    {"\"reason\":\"\"", "\"reason\":null", "short text"},
	    {"\"key\":\"" KEY_1 "\",\"sha256\"",
	     "\"key\":\"" KEY_2 "\",\"sha256\"", "none of"},
	};
	static char bytes[4096];
	struct ratchet *r;
	struct folder f;

	begin(&f);
	trust_write(f.path, good, strlen(good));
	cr_assert(ratchet_load(f.dir, &r, &f.e), "%s", f.e.message);
	ratchet_free(r);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *at = strstr(good, cases[i].find);
		cr_assert_not_null(at, "%s", cases[i].find);
		int len = snprintf(bytes, sizeof(bytes), "%.*s%s%s",
				   (int)(at - good), good, cases[i].replace,
				   at + strlen(cases[i].find));
		trust_write(f.path, bytes, (size_t)len);
		cr_expect_not(ratchet_load(f.dir, &r, &f.e), "%s", bytes);
		cr_expect_null(r);
		cr_expect_eq(f.e.code, ERR_RATCHET_DAMAGED, "%s", f.e.message);
		cr_expect_not_null(strstr(f.e.message, cases[i].why), "%s: %s",
				   cases[i].why, f.e.message);
		cr_expect_not_null(strstr(f.e.message, f.path), "%s",
				   f.e.message);
	}
	end(&f);
}

/* Never taken for empty. */
Test(trust_ratchet, no_file_to_be_read)
{
	struct ratchet *r;
	struct folder f;

	begin(&f);
	trust_write(f.path, "", 0);
	cr_expect_not(ratchet_load(f.dir, &r, &f.e));
	cr_expect_eq(f.e.code, ERR_RATCHET_DAMAGED);
	for (size_t len = 1; len < strlen(good) - 1; len += 7) {
		trust_write(f.path, good, len);
		cr_expect_not(ratchet_load(f.dir, &r, &f.e), "%zu", len);
		cr_expect_eq(f.e.code, ERR_RATCHET_DAMAGED, "%zu", len);
	}
	cr_assert(truncate(f.path, RATCHET_BYTES_MAX + 1) == 0);
	cr_expect_not(ratchet_load(f.dir, &r, &f.e));
	cr_expect_eq(f.e.code, ERR_RATCHET_DAMAGED);
	cr_assert(unlink(f.path) == 0 && mkdir(f.path, 0700) == 0);
	cr_expect_not(ratchet_load(f.dir, &r, &f.e));
	cr_expect_eq(f.e.code, ERR_RATCHET_DAMAGED);
	cr_assert(rmdir(f.path) == 0 && mkfifo(f.path, 0600) == 0);
	cr_expect_not(ratchet_load(f.dir, &r, &f.e));
	cr_expect_eq(f.e.code, ERR_RATCHET_DAMAGED);
	/* A folder that is not there has no memory, and takes none. */
	cr_assert(ratchet_load("/tmp/claimd-no-such-folder", &r, &f.e));
	cr_expect_not(ratchet_save(r, "/tmp/claimd-no-such-folder", &f.e));
	ratchet_free(r);
	end(&f);
}

Test(trust_ratchet, names)
{
	cr_expect_str_eq(switch_how_name(SWITCH_INSTALL), "install");
	cr_expect_str_eq(switch_how_name(SWITCH_USE), "use");
	cr_expect_str_eq(switch_how_name(SWITCH_ROLLBACK), "rollback");
}
