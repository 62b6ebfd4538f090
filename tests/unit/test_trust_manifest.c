/* Manifests and times: what is taken, to the byte. */
#include <criterion/criterion.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "trust/manifest.h"
#include "trust/signature.h"

#define KEY "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
#define SHA256                                                                 \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define ID   "gvs-20261101-000017"
#define TIME "2026-11-01T03:00:00Z"

static const char good[] =
    "{\"expires\":\"2026-12-01T00:00:00Z\",\"file\":\"" ID ".gvs\","
    "\"key\":\"" KEY "\",\"published_at\":\"" TIME "\",\"sequence\":17,"
    "\"sha256\":\"" SHA256 "\",\"size\":110592,\"snapshot_id\":\"" ID "\"}";

static bool reads(const char *bytes, size_t len, struct manifest *m)
{
	struct err e = {.code = ERR_NONE};
	bool ok = manifest_read(bytes, len, m, &e);

	cr_expect_eq(ok, e.code == ERR_NONE);
	cr_expect(ok || e.code == ERR_MANIFEST_INVALID, "%s", e.message);
	return ok;
}

Test(trust_manifest, read_and_written_alike)
{
	char bytes[MANIFEST_BYTES_MAX + 1];
	struct manifest m;
	struct text text;

	cr_assert(reads(good, strlen(good), &m));
	cr_expect_str_eq(m.snapshot_id, ID);
	cr_expect_str_eq(m.file, ID ".gvs");
	cr_expect_str_eq(m.key, KEY);
	cr_expect_str_eq(m.sha256, SHA256);
	cr_expect_str_eq(m.published_at, TIME);
	cr_expect_str_eq(m.expires, "2026-12-01T00:00:00Z");
	cr_expect_eq(m.expires_s, INT64_C(1796083200));
	cr_expect_eq(m.sequence, 17);
	cr_expect_eq(m.size, 110592);
	text_init(&text, bytes, sizeof(bytes));
	manifest_write(&text, &m);
	cr_expect_str_eq(bytes, good);
}

/* One place of the good one made another. */
static void expect(bool taken, const char *find, const char *replace)
{
	const char *at = strstr(good, find);
	struct manifest m;
	char bytes[2048];
	int len;

	cr_assert_not_null(at, "%s", find);
	len = snprintf(bytes, sizeof(bytes), "%.*s%s%s", (int)(at - good), good,
		       replace, at + strlen(find));
	cr_expect_eq(reads(bytes, (size_t)len, &m), taken, "%s", bytes);
}

Test(trust_manifest, values_at_their_bounds)
{
	static const struct {
		bool taken;
		const char *find, *replace;
	} cases[] = {
	    {true, ":17", ":1"},
	    {false, ":17", ":0"},
	    {false, ":17", ":-1"},
	    {true, ":17", ":9223372036854775807"},
	    {false, ":17", ":9223372036854775808"},
	    {false, ":17", ":17.0"},
	    {false, ":17", ":017"},
	    {false, ":17", ":1e1"},
	    {false, ":17", ":\"17\""},
	    {false, ":17", ":null"},
	    {false, ":17", ":true"},
	    {true, ":110592", ":1"},
	    {false, ":110592", ":0"},
	    {true, ":110592", ":1073741824"},
	    {false, ":110592", ":1073741825"},
	    {false, ".gvs", ".gvs2"},
	    {false, ".gvs", ".GVS"},
	    {false, ".gvs", ""},
	    {false, "\"file\":\"" ID, "\"file\":\"gvs-20261101-000018"},
	    {false, "\"file\":\"", "\"file\":\"../"},
	    {false, SHA256, ""},
	    {false, "e3b0", "E3B0"},
	    {false, "e3b0", "e3b"},
	    {false, "e3b0", "e3b00"},
	    {false, "e3b0", "g3b0"},
	    {false, KEY, ""},
	    {false, "HURo=", "HURp="}, /* stray bits */
	    {false, "HURo=", "HURo"},
	    {false, "HURo=", "HUR=="},
	    {false, "HURo=", " URo="},
	    {false, "\"" TIME, "\"2026-11-01T24:00:00Z"},
	    {false, "\"" TIME, "\"2026-11-31T03:00:00Z"},
	    {false, "\"" TIME, "\"2026-11-01T03:00:00+00:00"},
	    {true, "2026-12-01T00", "2020-12-01T00"}, /* only outdated */
	    {false, "2026-12-01T00", "2026-13-01T00"},
	    {false, "2026-12-01T00:00:00Z", ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		expect(cases[i].taken, cases[i].find, cases[i].replace);
}

Test(trust_manifest, only_the_canonical_bytes)
{
	static const struct {
		const char *find, *replace;
	} cases[] = {
	    {"{\"e", "{ \"e"},
	    {"{\"e", " {\"e"},
	    {"\"}", "\" }"},
	    {"\"}", "\"}\n"},
	    {"\"}", "\"},"},
	    {"\"}", "\""},
	    {"\"}", "\"}{}"},
	    {"\"}", "\",\"x\":1}"},
	    {"\"}", "\",\"size\":110592}"},
	    {",\"size\":110592", ""},
	    {"\"expires\":\"2026-12-01T00:00:00Z\",", ""},
	    {"\"sequence\":17,", "\"Sequence\":17,"},
	    {"2026-12", "\\u0032026-12"},
	    {"S/7T", "S\\/7T"},
	    {"\"sequence\":17,\"sha256\":\"" SHA256 "\"",
	     "\"sha256\":\"" SHA256 "\",\"sequence\":17"},
	    {"2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z\\u0000"},
	    {"{\"e", "\xef\xbb\xbf{\"e"},
	    {"{\"e", "[{\"e"},
	};
	struct manifest m;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		expect(false, cases[i].find, cases[i].replace);
	cr_expect_not(reads("", 0, &m));
	cr_expect_not(reads("{}", 2, &m));
	cr_expect_not(reads("[]", 2, &m));
	cr_expect_not(reads("null", 4, &m));
	cr_expect_not(reads(good, strlen(good) + 1, &m)); /* with its NUL */
	for (size_t len = 0; len < strlen(good); len++)
		cr_expect_not(reads(good, len, &m), "%zu", len);
}

Test(trust_manifest, too_long)
{
	static char bytes[MANIFEST_BYTES_MAX + 2];
	struct manifest m;

	memset(bytes, ' ', sizeof(bytes));
	memcpy(bytes, good, strlen(good));
	cr_expect_not(reads(bytes, MANIFEST_BYTES_MAX, &m));
	cr_expect_not(reads(bytes, MANIFEST_BYTES_MAX + 1, &m));
	memset(bytes, '[', sizeof(bytes));
	cr_expect_not(reads(bytes, MANIFEST_BYTES_MAX, &m));
}

Test(trust_manifest, times)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} good_times[] = {
	    {"1970-01-01T00:00:00Z", 0},
	    {"1969-12-31T23:59:59Z", -1},
	    {"1970-01-01T00:00:01Z", 1},
	    {"1970-01-02T00:00:00Z", 86400},
	    {"2000-02-29T12:34:56Z", 951827696},
	    {"2026-11-22T04:00:00Z", 1795320000},
	    {"1800-01-01T00:00:00Z", INT64_C(-5364662400)},
	    {"9999-12-31T23:59:59Z", INT64_C(253402300799)},
	};
	static const char *const bad_times[] = {
	    "",
	    "2026-11-22",
	    "2026-11-22T04:00:00",
	    "2026-11-22T04:00:00z",
	    "2026-11-22t04:00:00Z",
	    "2026-11-22 04:00:00Z",
	    "2026-11-22T04:00Z",
	    "2026-11-22T04:00:00.0Z",
	    "2026-11-22T04:00:00ZZ",
	    "2026-11-22T04:00:60Z",
	    "2026-11-22T04:60:00Z",
	    "2026-11-22T24:00:00Z",
	    "2026-02-29T00:00:00Z",
	    "2026-00-01T00:00:00Z",
	    "1799-12-31T00:00:00Z",
	    "2026-11-22T04:00:00+01:00",
	    "2026-11-22T-4:00:00Z",
	};
	static const int64_t beyond[] = {
	    INT64_MAX, INT64_MIN, INT64_C(-5364662401), INT64_C(253402300800)};
	char text[LEN_UTC + 1];
	int64_t seconds;

	for (size_t i = 0; i < ARRAY_LEN(good_times); i++) {
		cr_expect(utc_read(good_times[i].text, &seconds));
		cr_expect_eq(seconds, good_times[i].seconds, "%s: %" PRId64,
			     good_times[i].text, seconds);
		utc_write(good_times[i].seconds, text);
		cr_expect_str_eq(text, good_times[i].text);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad_times); i++)
		cr_expect_not(utc_read(bad_times[i], &seconds), "%s",
			      bad_times[i]);
	for (size_t i = 0; i < ARRAY_LEN(beyond); i++) {
		utc_write(beyond[i], text);
		cr_expect_str_eq(text, "");
	}
}
