#include <criterion/criterion.h>

#include <string.h>

#include "wire_kinds.h"
#include "wire_support.h"

static void parse(const char *line, struct wire_parsed *out)
{
	static char quoted[WIRE_LINE_MAX];

	wire_parse(quoted, wire_quote(line, quoted), out);
}

static struct wire_parsed one, two;

static bool same(const char *a, const char *b)
{
	parse(a, &one);
	parse(b, &two);
	cr_assert(one.good, "%s: %s", a, one.error.message);
	cr_assert(two.good, "%s: %s", b, two.error.message);
	return strcmp(one.canonical, two.canonical) == 0;
}

Test(wire_canonical, sorted_compact_and_without_bsn)
{
	char expected[WIRE_LINE_MAX];

	parse(wire_example, &one);
	cr_assert(one.good);
	wire_quote("{'date':'2026-11-21','id':'2026-004711-1',"
		   "'insured':{'born':'1961-04-02','polis':'196','sex':'f',"
		   "'uzovi':'3311'},"
		   "'item':{'days':90,'kind':'medicine',"
		   "'quantity_milli':90000,'zi':'15987654'},"
		   "'op':'dispense',"
		   "'prescription':{'chronic':true,'date':'2026-11-20',"
		   "'prescriber':'huisarts','prescriber_agb':'01012345'},"
		   "'v':1}",
		   expected);
	cr_expect_str_eq(one.canonical, expected);
	cr_expect_eq(one.canonical_len, strlen(expected));
}

#define REVERSE(rest) "{'v':1,'op':'reverse','id':'a'," rest "}"

Test(wire_canonical, order_blanks_and_escapes_do_not_matter)
{
	cr_expect(same(REVERSE("'of':'b','reason':'/é'"),
		       " { 'reason' : '\\/\\u00E9' , 'of':'\\u0062', "
		       "'id' : 'a','op':'reverse' ,'v':1}"));
}

static bool changes_content(const char *find, const char *put)
{
	char line[WIRE_LINE_MAX];

	strcpy(line, wire_example);
	wire_replace(line, find, put);
	return !same(wire_example, line);
}

Test(wire_canonical, every_other_difference_is_content)
{
	cr_expect(changes_content("'days':90", "'days':91"));
	cr_expect(changes_content("'days':90", "'days':90,'weekly':false"));
	cr_expect(changes_content("'sex':'f'", "'sex':'f','wlz':false"));
	cr_expect(changes_content("'op':'dispense'",
				  "'expect':'approve','op':'dispense'"));
	cr_expect(changes_content("'chronic':true", "'chronic':false"));
	cr_expect(changes_content("'chronic':true",
				  "'chronic':true,'indication':''"));
	cr_expect(changes_content("dispense", "simulate"));
	cr_expect(!changes_content("'days':90", "'days' : 90"));
	/* The patient is told apart by the patient's key, not here. */
	cr_expect(!changes_content("999990019", "111222333"));
	cr_expect(!same(REVERSE("'of':'b','reason':''"), REVERSE("'of':'b'")));
}

Test(wire_canonical, the_order_of_permits_is_content)
{
	char line[WIRE_LINE_MAX];

	strcpy(line, wire_full);
	wire_replace(line, "'M-1','M-2'", "'M-2','M-1'");
	cr_expect_not(same(wire_full, line));
}

Test(wire_canonical, reads_back_to_the_same_struct)
{
	struct request again;
	struct err e;

	parse(wire_full, &one);
	cr_assert(one.good);
	cr_assert(request_parse_canonical(one.canonical, one.canonical_len,
					  &again, &e),
		  "%s: %s", e.field, e.message);
	cr_expect_str_eq(again.bsn, "");
	memcpy(again.bsn, one.request.bsn, sizeof(again.bsn));
	cr_expect_eq(memcmp(&again, &one.request, sizeof(again)), 0);

	/* With a BSN in it, it is not canonical. */
	char quoted[WIRE_LINE_MAX];
	size_t len = wire_quote(wire_full, quoted);
	cr_expect_not(request_parse_canonical(quoted, len, &again, &e));
	cr_expect_eq(e.code, ERR_UNKNOWN_FIELD);
	cr_expect_str_eq(e.field, "/insured/bsn");
}

Test(wire_canonical, never_past_the_end_of_its_memory)
{
	char quoted[WIRE_LINE_MAX], memory[64];
	size_t len = wire_quote(wire_full, quoted);
	struct request request;
	struct text small;
	struct err e;

	text_init(&small, memory, sizeof(memory));
	cr_expect_not(request_parse(quoted, len, &request, &small, &e));
	cr_expect_eq(e.code, ERR_LINE_TOO_LONG);
	cr_expect_str_eq(request.id, "2026-004711-1");
}

/* ---- mutations: never a crash, never an untyped answer ------------------ */

static uint64_t seed = 0x9e3779b97f4a7c15U;

static size_t below(size_t bound)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % bound);
}

static const char *const pieces[] = {
    "\"",	  "{",		"}",	   "[",	      "]",	":",
    ",",	  "null",	"true",	   "false",   "1e9",	"-1",
    "0.5",	  "\\u0000",	"\\ud83d", "\"\"",    "\"v\":", "999",
    "0",	  "\xff",	"é",	   "\"bsn\"", "\"id\"", "\"x\":1,",
    "1800-01-01", "9999-12-31", "\\",
};

static size_t mutate(char *line, size_t len)
{
	size_t at = below(len);
	const char *piece = pieces[below(ARRAY_LEN(pieces))];
	size_t piece_len = strlen(piece);
	size_t cut = below(6) == 0 ? below(len - at) : below(3);

	if (cut > len - at)
		cut = len - at;
	switch (below(4)) {
	case 0: /* another byte */
		line[at] = (char)below(256);
		return len;
	case 1: /* bytes gone */
		memmove(line + at, line + at + cut, len - at - cut);
		return len - cut;
	case 2: /* a piece put in */
		memmove(line + at + piece_len, line + at, len - at);
		memcpy(line + at, piece, piece_len);
		return len + piece_len;
	default: /* a digit changed: most of these still parse */
		while (at < len && (line[at] < '0' || line[at] > '9'))
			at++;
		if (at < len)
			line[at] = (char)('0' + below(10));
		return len;
	}
}

static void expect_round_trip(void)
{
	struct request again;
	struct err e;

	cr_assert(request_parse_canonical(one.canonical, one.canonical_len,
					  &again, &e),
		  "%s: %s", one.canonical, e.message);
	memcpy(again.bsn, one.request.bsn, sizeof(again.bsn));
	cr_assert_eq(memcmp(&again, &one.request, sizeof(again)), 0, "%s",
		     one.canonical);
}

/* Each kind in turn, between the two lines of a medicine. */
static size_t line_to_mutate(int i, char *line)
{
	if (i % 2 == 0) {
		wire_kind_line((size_t)i / 2 % WIRE_KINDS, line);
		return wire_quote(line, line);
	}
	return wire_quote(i % 4 == 1 ? wire_full : wire_example, line);
}

Test(wire_canonical, ten_thousand_mutated_lines)
{
	static char line[WIRE_LINE_MAX];
	int good = 0, bad_json = 0, other = 0;

	for (int i = 0; i < 10000; i++) {
		size_t len = line_to_mutate(i, line);
		for (size_t times = 1 + below(3); times > 0 && len > 1; times--)
			len = mutate(line, len);
		wire_parse(line, len, &one);
		if (one.good) {
			good++;
			expect_round_trip();
			continue;
		}
		cr_assert_eq(err_class(one.error.code), ERR_CLASS_ERROR);
		cr_assert_neq(one.error.message[0], '\0');
		cr_assert_eq(one.error.code == ERR_BAD_JSON,
			     one.error.field[0] == '\0');
		if (one.error.code == ERR_BAD_JSON)
			bad_json++;
		else
			other++;
	}
	/* The mutations are worth something only if all ways are walked. */
	cr_expect(good > 200 && bad_json > 1000 && other > 1000,
		  "%d good, %d bad_json, %d other", good, bad_json, other);
}
