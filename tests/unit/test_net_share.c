/* What connections may have under way beside each other: net/share.h. */
#include <criterion/criterion.h>

#include <limits.h>
#include <unistd.h>

#include "net/limits.h"
#include "net/share.h"
#include "net_fixture.h"

enum { CLIENTS = 16, EACH = IN_FLIGHT_SHARED / CLIENTS };

static void ask(struct share *share, unsigned *period, int times)
{
	while (times-- > 0)
		share_count(share, period);
}

Test(share, is_without_bound_for_one_alone)
{
	struct share share;
	unsigned a = 0, b = 0;

	share_init(&share);
	cr_expect_eq(share_each(&share), INT_MAX);
	ask(&share, &a, 2 * SHARE_PERIOD + 1);
	cr_expect_eq(share_each(&share), INT_MAX);
	ask(&share, &b, 1);
	cr_expect_eq(share_each(&share), IN_FLIGHT_SHARED / 2);
}

Test(share, is_never_less_than_one)
{
	static unsigned many[IN_FLIGHT_SHARED + 1];
	struct share share;

	share_init(&share);
	for (int i = 0; i < IN_FLIGHT_SHARED / 2; i++)
		ask(&share, &many[i], 1);
	cr_expect_eq(share_each(&share), 2);
	for (int i = IN_FLIGHT_SHARED / 2; i <= IN_FLIGHT_SHARED; i++) {
		ask(&share, &many[i], 1);
		cr_expect_eq(share_each(&share), 1);
	}
}

Test(share, forgets_who_asked_long_ago)
{
	struct share share;
	unsigned a = 0, b = 0;

	share_init(&share);
	ask(&share, &b, 1);
	ask(&share, &a, SHARE_PERIOD - 1);
	ask(&share, &a, SHARE_PERIOD);
	cr_expect_eq(share_each(&share), IN_FLIGHT_SHARED / 2,
		     "asked in the period before");
	ask(&share, &a, 1);
	cr_expect_eq(share_each(&share), INT_MAX);
	ask(&share, &b, 1);
	cr_expect_eq(share_each(&share), IN_FLIGHT_SHARED / 2);
}

Test(share, who_sends_many_leaves_room_for_others)
{
	struct client clients[CLIENTS], *many = &clients[0];
	struct identity pharmacy;
	struct fixture f;

	fixture_init(&f);
	pharmacy =
	    pki_make("client", "URI:agb:02012345", "clientAuth", &f.authority);
	f.config.threads = 1;
	f.config.limits.max_in_flight = 2 * EACH;
	f.config.limits.connections = CLIENTS;
	fixture_serve(&f);
	for (int i = 0; i < CLIENTS; i++) {
		cr_assert(client_open(&clients[i], &f, &pharmacy));
		cr_assert_not_null(client_line(&clients[i]));
		client_text(&clients[i], "one\n");
		cr_assert_str_eq(client_line(&clients[i]), "one");
	}
	for (int i = 0; i < 2 * EACH; i++)
		client_text(many, "hold\n");
	cr_assert(held_reaches(EACH));
	for (int i = 1; i < CLIENTS; i++) {
		client_text(&clients[i], "two\n");
		cr_assert_str_eq(client_line(&clients[i]), "two");
	}
	cr_expect_eq(held_count(), EACH, "took more than its share");
	release_held();
	for (int i = 0; i < EACH; i++)
		cr_assert_not_null(client_line(many));
	cr_assert(held_reaches(EACH), "the rest was forgotten");
	release_held();
	for (int i = 0; i < EACH; i++)
		cr_assert_not_null(client_line(many));
	for (int i = 0; i < CLIENTS; i++)
		client_close(&clients[i]);
	fixture_end(&f);
	pki_free(&pharmacy);
}
