#include <criterion/criterion.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/lines.h"
#include "net/names.h"
#include "net/output.h"
#include "net/state.h"
#include "net/tickets.h"
#include "net_pki.h"

/* Puts as much as there is room for; how much that was. */
static size_t put(struct lines *lines, const char *bytes, size_t len)
{
	size_t room;
	char *into = lines_room(lines, &room);

	if (len > room)
		len = room;
	memcpy(into, bytes, len);
	lines_added(lines, len);
	return len;
}

static void put_all(struct lines *lines, const char *bytes, size_t len)
{
	for (size_t at = 0, done; at < len; at += done) {
		done = put(lines, bytes + at, len - at);
		cr_assert_gt(done, 0);
	}
}

static const struct {
	const char *bytes, *expected; /* lines joined by | */
	enum line_found last;
} cuts[] = {
    {"", "", LINE_NONE},
    {"a", "", LINE_NONE},
    {"a\n", "a|", LINE_NONE},
    {"a\r\nb\nc", "a|b|", LINE_NONE},
    {"\n\r\n\na\n\n", "a|", LINE_NONE},
    {"a\rb\n", "a\rb|", LINE_NONE},
    {"a\r\r\n", "a\r|", LINE_NONE},
    {"01234567\n", "01234567|", LINE_NONE},
    {"01234567\r\n", "01234567|", LINE_NONE},
    {"01234567\r", "", LINE_NONE},
    {"012345678\n", "", LINE_TOO_LONG},
    {"012345678\r\n", "", LINE_TOO_LONG},
    {"012345678", "", LINE_TOO_LONG},
    {"a\n012345678", "a|", LINE_TOO_LONG},
};

/* Takes all lines that are whole. */
static enum line_found take(struct lines *lines, char *out)
{
	enum line_found found;
	const char *line;
	size_t len;

	while ((found = lines_next(lines, &line, &len)) == LINE_FOUND) {
		strncat(out, line, len);
		strcat(out, "|");
	}
	return found;
}

Test(lines, are_cut_the_same_however_they_come)
{
	for (size_t i = 0; i < ARRAY_LEN(cuts); i++)
		for (size_t step = 1; step <= 16; step++) {
			enum line_found last = LINE_NONE;
			size_t len = strlen(cuts[i].bytes);
			struct lines lines;
			char got[64] = "";
			lines_init(&lines, 8);
			for (size_t at = 0; at < len && last == LINE_NONE;) {
				size_t part = len - at < step ? len - at : step;
				at += put(&lines, cuts[i].bytes + at, part);
				last = take(&lines, got);
			}
			cr_expect_str_eq(got, cuts[i].expected, "%s by %zu",
					 cuts[i].bytes, step);
			cr_expect_eq(last, cuts[i].last, "%s by %zu",
				     cuts[i].bytes, step);
			lines_release(&lines);
		}
}

Test(lines, never_take_more_memory_than_a_line)
{
	static char big[16384 + 1];
	struct lines lines;
	const char *line;
	size_t len;

	lines_init(&lines, 16384);
	memset(big, 'x', sizeof(big));
	put_all(&lines, big, 16384);
	cr_expect_eq(lines_next(&lines, &line, &len), LINE_NONE);
	put_all(&lines, "\r\n", 2);
	cr_expect_eq(lines.cap, 16386);
	cr_expect_eq(lines_next(&lines, &line, &len), LINE_FOUND);
	cr_expect_eq(len, 16384);
	put_all(&lines, big, 16385);
	cr_expect_eq(lines_next(&lines, &line, &len), LINE_TOO_LONG);
	lines_release(&lines);
	cr_expect_null(lines.data);
}

Test(lines, give_back_what_they_were_lent)
{
	struct lines lines;
	char room[10], got[64] = "";

	lines_init(&lines, 8);
	lines_lend(&lines, room, sizeof(room));
	put_all(&lines, "a\nbc", 4);
	cr_expect_eq(take(&lines, got), LINE_NONE);
	lines_keep(&lines);
	memset(room, 'x', sizeof(room));
	/* Bytes wait in memory of its own: it reads on there. */
	lines_lend(&lines, room, sizeof(room));
	put_all(&lines, "d\n\n", 3);
	cr_expect_eq(take(&lines, got), LINE_NONE);
	cr_expect_str_eq(got, "a|bcd|");
	lines_keep(&lines);
	cr_expect_null(lines.data);
	lines_lend(&lines, room, sizeof(room));
	put_all(&lines, "e\n", 2);
	cr_expect_eq(take(&lines, got), LINE_NONE);
	cr_expect_str_eq(got, "a|bcd|e|");
	lines_keep(&lines);
	cr_expect_null(lines.data);
	/* Without bytes, and when it ends while it has them. */
	lines_lend(&lines, room, sizeof(room));
	lines_release(&lines);
	cr_expect_null(lines.data);
}

Test(output, goes_from_hand_to_hand)
{
	struct output spare = {0}, a = {0}, b = {0};

	output_line(&a, &spare, "first", 5);
	a.sent = 3;
	output_return(&a, &spare);
	cr_expect_null(spare.data, "bytes wait in it");
	cr_expect_eq(a.cap, 3u, "more than waits");
	output_line(&a, &spare, "2", 1);
	cr_expect_eq(memcmp(a.data + a.sent, "st\n2\n", a.len - a.sent), 0);
	a.sent = a.len;
	char *memory = a.data;
	output_return(&a, &spare);
	cr_expect_null(a.data);
	output_line(&b, &spare, "x", 1);
	cr_expect_eq(b.data, memory);
	cr_expect_eq(b.len, 2u);
	cr_expect_null(spare.data);
	output_line(&a, &spare, "y", 1);
	cr_expect_neq(a.data, b.data);
	output_release(&a);
	output_release(&b);
}

Test(state, moves_are_those_of_the_drawing)
{
	static const int moves[CONN_STATE_COUNT][CONN_STATE_COUNT] = {
	    [CONN_HANDSHAKE] = {0, 1, 0, 0, 0, 1, 1},
	    [CONN_READING] = {0, 0, 1, 1, 1, 0, 1},
	    [CONN_WAITING] = {0, 1, 0, 1, 1, 0, 1},
	    [CONN_WRITING] = {0, 1, 1, 0, 1, 0, 1},
	    [CONN_CLOSING] = {0, 0, 0, 0, 0, 1, 1},
	    [CONN_LINGERING] = {0, 0, 0, 0, 0, 0, 1},
	    [CONN_GONE] = {0, 0, 0, 0, 0, 0, 0},
	};

	for (enum conn_state from = 0; from < CONN_STATE_COUNT; from++)
		for (enum conn_state to = 0; to < CONN_STATE_COUNT; to++)
			cr_expect_eq(conn_move_allowed(from, to),
				     moves[from][to], "%s to %s",
				     conn_state_name(from),
				     conn_state_name(to));
}

Test(state, follows_from_the_facts)
{
	struct conn_facts facts = {
	    .in_flight_max = 3, .in_flight_share = 2, .socket = true};

	cr_expect_eq(conn_state_of(&facts), CONN_READING);
	facts.in_flight = 1;
	cr_expect_eq(conn_state_of(&facts), CONN_READING);
	facts.in_flight = 2;
	cr_expect_eq(conn_state_of(&facts), CONN_WAITING);
	cr_expect(conn_state_holds(CONN_WAITING, &facts));
	cr_expect_not(conn_state_holds(CONN_READING, &facts));
	cr_expect_not(conn_state_holds(CONN_LINGERING, &facts));
	facts.output = facts.blocked = true;
	cr_expect_eq(conn_state_of(&facts), CONN_WRITING);
	cr_expect(conn_state_holds(CONN_CLOSING, &facts));
	facts.output = false;
	cr_expect_not(conn_state_holds(CONN_WRITING, &facts),
		      "blocked without output");
	facts.blocked = false;
	facts.in_flight = 3;
	cr_expect(conn_state_holds(CONN_WAITING, &facts),
		  "had more before others came");
	facts.in_flight = 4;
	cr_expect_not(conn_state_holds(CONN_CLOSING, &facts));
	facts.in_flight = 0;
	facts.socket = false;
	cr_expect(conn_state_holds(CONN_GONE, &facts));
	cr_expect_not(conn_state_holds(CONN_READING, &facts));
}

Test(tickets, give_replies_in_the_order_of_requests)
{
	struct tickets tickets;
	struct ticket *taken[3];

	tickets_init(&tickets, 3);
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < 3; i++)
			taken[i] = tickets_take(&tickets);
		for (int i = 2; i >= 0; i--) {
			char text[2] = {(char)('a' + i), '\0'};
			cr_expect_null(tickets_answered(&tickets));
			ticket_answer(taken[i], text, 1);
			taken[i]->done = true;
		}
		for (int i = 0; i < 3; i++) {
			struct ticket *oldest = tickets_answered(&tickets);
			cr_assert_not_null(oldest);
			cr_expect_eq(oldest->reply[0], 'a' + i);
			tickets_drop(&tickets);
		}
		cr_expect_null(tickets_answered(&tickets));
	}
	tickets_release(&tickets);
}

static const struct net_client clients[] = {
    {"DNS:balie1.apotheek.local", "02000001"},
    {"DNS:balie2.apotheek.local", "02000001"},
    {"URI:urn:apotheek:2", "02000002"},
    {"URI:agb:02000003", "02000003"},
};

static const struct {
	const char *san;
	const char *pharmacy; /* NULL: nobody */
	bool two;	      /* or two of them */
} certificates[] = {
    {"DNS:balie1.apotheek.local", "02000001", false},
    {"DNS:BALIE1.Apotheek.local", "02000001", false},
    {"DNS:balie1.apotheek.local,DNS:balie2.apotheek.local", "02000001", false},
    {"DNS:balie1.apotheek.local,URI:urn:apotheek:2", NULL, true},
    {"DNS:balie1.apotheek.local,URI:agb:02000009", NULL, true},
    {"DNS:elsewhere,URI:urn:apotheek:2", "02000002", false},
    {"URI:urn:Apotheek:2", NULL, false},
    {"URI:balie1.apotheek.local", NULL, false},
    {"DNS:urn:apotheek:2", NULL, false},
    {"URI:agb:02012345", "02012345", false},
    {"URI:agb:02012345,URI:agb:02012345", "02012345", false},
    {"URI:agb:02012345,URI:agb:02012346", NULL, true},
    {"URI:agb:0201234", NULL, false},
    {"URI:agb:020123456", NULL, false},
    {"URI:agb:0201234a", NULL, false},
    {"URI:AGB:02012345", NULL, false},
    {"DNS:agb:02012345", NULL, false},
    {"DNS:*.apotheek.local", NULL, false},
    {"email:balie1.apotheek.local", NULL, false},
    {NULL, NULL, false},
};

Test(names, give_one_pharmacy_or_none)
{
	struct names *names;
	struct err e;

	cr_assert(names_create(clients, ARRAY_LEN(clients), true, &names, &e));
	for (size_t i = 0; i < ARRAY_LEN(certificates); i++) {
		struct identity one =
		    pki_make("x", certificates[i].san, NULL, NULL);
		char pharmacy[LEN_AGB + 1] = "";
		enum names_found found =
		    names_of_certificate(names, one.certificate, pharmacy);
		bool known = found == NAMES_ONE;
		cr_expect_eq(known, certificates[i].pharmacy != NULL, "%s",
			     certificates[i].san);
		cr_expect_eq(found == NAMES_TWO, certificates[i].two, "%s",
			     certificates[i].san);
		if (known && certificates[i].pharmacy != NULL)
			cr_expect_str_eq(pharmacy, certificates[i].pharmacy);
		pki_free(&one);
	}
	names_free(names);
}

Test(names, a_nul_in_a_name_is_no_end)
{
	static const char cut[] = "balie1.apotheek.local\0.evil.example";
	static const char agb[] = "agb:0201234\0";
	struct names_match match = {0};
	struct names *names;
	struct err e;

	cr_assert(names_create(clients, ARRAY_LEN(clients), true, &names, &e));
	names_consider(names, "DNS", cut, sizeof(cut) - 1, &match);
	names_consider(names, "DNS", cut, 22, &match);
	names_consider(names, "URI", agb, 12, &match);
	cr_expect_str_eq(match.pharmacy, "");
	cr_expect_not(match.conflict);
	names_consider(names, "DNS", cut, 21, &match);
	cr_expect_str_eq(match.pharmacy, "02000001");
	names_free(names);
}

Test(names, a_malformed_extension_leaves_no_error_behind)
{
	static unsigned char garbage[] = {0x30, 0x7f, 0x82, 0x01};
	struct identity one = pki_make("x", NULL, NULL, NULL);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	char pharmacy[LEN_AGB + 1];
	struct names *names;
	struct err e;

	ASN1_OCTET_STRING_set(value, garbage, sizeof(garbage));
	X509_EXTENSION *extension =
	    X509_EXTENSION_create_by_NID(NULL, NID_subject_alt_name, 0, value);
	cr_assert(X509_add_ext(one.certificate, extension, -1));
	cr_assert(names_create(clients, ARRAY_LEN(clients), true, &names, &e));
	cr_expect_eq(names_of_certificate(names, one.certificate, pharmacy),
		     NAMES_NONE);
	cr_expect_eq(ERR_peek_error(), 0,
		     "the next call of libssl would be taken for a failure");
	names_free(names);
	X509_EXTENSION_free(extension);
	ASN1_OCTET_STRING_free(value);
	pki_free(&one);
}

Test(names, agb_uris_count_only_where_accepted)
{
	struct names_match match = {0};
	struct names *names;
	struct err e;

	cr_assert(names_create(clients, ARRAY_LEN(clients), false, &names, &e));
	names_consider(names, "URI", "agb:02012345", 12, &match);
	cr_expect_str_eq(match.pharmacy, "");
	names_consider(names, "URI", "agb:02000003", 12, &match);
	cr_expect_str_eq(match.pharmacy, "02000003", "it has an entry");
	names_free(names);
}

Test(names, one_name_for_two_pharmacies_is_refused)
{
	static const struct net_client twice[] = {
	    {"DNS:a.local", "02000001"},
	    {"DNS:A.local", "02000002"},
	};
	struct names *names;
	struct err e;

	cr_expect_not(names_create(twice, 2, false, &names, &e));
	cr_expect_str_eq(e.message, "DNS:A.local stands for two pharmacies, "
				    "02000002 among them");
}
