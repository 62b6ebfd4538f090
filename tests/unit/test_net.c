#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "net_fixture.h"

static struct fixture f;
static struct identity pharmacy;

static void begin(void)
{
	fixture_init(&f);
	pharmacy =
	    pki_make("client", "URI:agb:02012345", "clientAuth", &f.authority);
}

static void end(void)
{
	fixture_end(&f);
	pki_free(&pharmacy);
}

TestSuite(net, .init = begin, .fini = end);

static void expect_line(struct client *c, const char *expected)
{
	const char *line = client_line(c);

	cr_assert_not_null(line, "the end instead of %s", expected);
	cr_assert_str_eq(line, expected);
}

static void expect_end(struct client *c)
{
	const char *line = client_line(c);

	cr_expect_null(line, "%s instead of the end", line);
	if (c->ssl != NULL)
		cr_expect(SSL_get_shutdown(c->ssl) & SSL_RECEIVED_SHUTDOWN,
			  "the end without close_notify");
}

static void expect_hello(struct client *c)
{
	expect_line(c, "{\"v\":1,\"hello\":\"claimd\",\"version\":\"1.0.0\","
		       "\"max_line\":1024,\"max_in_flight\":4}");
}

static void greeted(struct client *c)
{
	cr_assert(client_open(c, &f, &pharmacy));
	expect_hello(c);
}

Test(net, lines_come_back_from_a_known_pharmacy)
{
	struct client c;

	fixture_serve(&f);
	greeted(&c);
	client_text(&c, "one\r\n\n\ntwo\nwho\nthr");
	expect_line(&c, "one");
	expect_line(&c, "two");
	expect_line(&c, "02012345");
	client_text(&c, "ee\n");
	expect_line(&c, "three");
	cr_expect_str_eq(SSL_get_version(c.ssl), "TLSv1.3");
	cr_expect_eq(fixture_stat(&f, "requests"), 4);
	client_close(&c);
}

Test(net, replies_keep_the_order_of_requests)
{
	struct client c;

	fixture_serve(&f);
	greeted(&c);
	client_text(&c, "hold\nhold\nquick\n");
	cr_assert(held_reaches(2));
	release_held(); /* the second one first */
	expect_line(&c, "held 0");
	expect_line(&c, "held 1");
	expect_line(&c, "quick");
	client_close(&c);
}

Test(net, reading_stops_at_max_in_flight_and_goes_on)
{
	char number[32];
	struct client c;

	fixture_serve(&f);
	greeted(&c);
	client_text(&c, "hold\nhold\nhold\nhold\nhold\nhold\nlast\n");
	cr_assert(held_reaches(4));
	cr_assert(fixture_reaches(&f, "paused_in_flight", 1));
	usleep(50000);
	cr_expect_eq(held_count(), 4, "the limit does not hold");
	release_held();
	for (int i = 0; i < 4; i++) {
		snprintf(number, sizeof(number), "held %d", i);
		expect_line(&c, number);
	}
	cr_assert(held_reaches(2), "the lines in the buffer were forgotten");
	release_held();
	expect_line(&c, "held 0");
	expect_line(&c, "held 1");
	expect_line(&c, "last");
	client_close(&c);
}

Test(net, a_thousand_requests_in_one_breath)
{
	static char burst[20000];
	char number[32];
	struct client c;
	size_t len = 0;

	fixture_serve(&f);
	greeted(&c);
	for (int i = 0; i < 1000; i++)
		len += (size_t)sprintf(burst + len, "line %d\n", i);
	client_send(&c, burst, len);
	for (int i = 0; i < 1000; i++) {
		snprintf(number, sizeof(number), "line %d", i);
		expect_line(&c, number);
	}
	client_close(&c);
}

Test(net, the_longest_line_passes_and_one_byte_more_ends_it)
{
	static char line[1100];
	struct client c;

	fixture_serve(&f);
	greeted(&c);
	memset(line, 'x', sizeof(line));
	memcpy(line + 1024, "\r\nhold\n", 7);
	client_send(&c, line, 1024 + 7);
	const char *got = client_line(&c);
	cr_assert_not_null(got);
	cr_expect_eq(strlen(got), 1024);
	memset(line, 'x', sizeof(line));
	client_send(&c, line, 1025);
	cr_assert(fixture_reaches(&f, "lines_too_long", 1));
	release_held();
	expect_line(&c, "held 0");
	got = client_line(&c);
	cr_assert_not_null(got);
	cr_expect_not_null(strstr(got, "\"line_too_long\""), "%s", got);
	expect_end(&c);
	client_close(&c);
}

Test(net, three_unparseable_lines_in_a_row_end_it)
{
	struct client c;

	fixture_serve(&f);
	greeted(&c);
	client_text(&c, "bad 1\nbad 2\ngood\nbad 3\nbad 4\nbad 5\nnever\n");
	expect_line(&c, "bad 1");
	expect_line(&c, "bad 2");
	expect_line(&c, "good");
	expect_line(&c, "bad 3");
	expect_line(&c, "bad 4");
	expect_line(&c, "bad 5");
	expect_end(&c);
	cr_expect_eq(fixture_stat(&f, "bad_lines_closed"), 1);
	client_close(&c);
}

static void expect_unknown(const char *san)
{
	struct identity other =
	    pki_make("client", san, "clientAuth", &f.authority);
	struct client c;

	cr_assert(client_open(&c, &f, &other));
	const char *line = client_line(&c);
	cr_assert_not_null(line);
	cr_expect_not_null(strstr(line, "\"unknown_client\""), "%s", line);
	expect_end(&c);
	client_close(&c);
	pki_free(&other);
}

Test(net, certificates_of_nobody_get_an_error_instead_of_the_hello)
{
	fixture_serve(&f);
	expect_unknown("DNS:elsewhere");
	expect_unknown("URI:agb:02012345,URI:agb:02012346");
	expect_unknown(NULL);
	cr_expect_eq(fixture_stat(&f, "unknown_clients"), 3);
	cr_assert(fixture_reaches(&f, "connections", 0));
}

/* TLS 1.3's client learns of a refusal only when it reads. */
static void expect_refused(const struct identity *who, const char *why)
{
	struct client c;

	if (client_open(&c, &f, who))
		cr_expect_null(client_line(&c), "%s was let in", why);
	client_close(&c);
}

Test(net, certificates_that_do_not_verify_are_refused)
{
	struct identity stranger = pki_make("stranger", NULL, NULL, NULL);
	struct identity foreign =
	    pki_make("client", "URI:agb:02012345", "clientAuth", &stranger);
	struct identity wrong_use =
	    pki_make("client", "URI:agb:02012345", "serverAuth", &f.authority);
	struct identity revoked =
	    pki_make("client", "URI:agb:02012345", "clientAuth", &f.authority);
	pki_from_days = -10;
	pki_to_days = -1;
	struct identity expired =
	    pki_make("client", "URI:agb:02012345", "clientAuth", &f.authority);
	struct client c;

	pki_write_crl(f.crl, &f.authority, &revoked);
	fixture_serve(&f);
	expect_refused(NULL, "no certificate");
	expect_refused(&foreign, "a foreign authority");
	expect_refused(&wrong_use, "a server's certificate");
	expect_refused(&expired, "an expired certificate");
	expect_refused(&revoked, "a revoked certificate");
	cr_assert(fixture_reaches(&f, "handshake_failures", 5));
	greeted(&c);
	client_close(&c);
	pki_free(&stranger);
	pki_free(&foreign);
	pki_free(&wrong_use);
	pki_free(&revoked);
	pki_free(&expired);
}

Test(net, a_missing_revocation_list_stops_the_start)
{
	struct net *net;
	struct err e;

	unlink(f.crl);
	cr_expect_not(net_start(&f.config, &net, &e));
	cr_expect_not_null(strstr(e.message, f.crl), "%s", e.message);
	pki_write_crl(f.crl, &f.authority, NULL);
	fixture_serve(&f);
}

/* Whether a client that speaks at most TLS 1.2 gets its hello. */
static bool tls12_works(void)
{
	struct client c;

	client_max_version = TLS1_2_VERSION;
	bool works = client_open(&c, &f, &pharmacy) && client_line(&c) != NULL;
	client_max_version = 0;
	client_close(&c);
	return works;
}

Test(net, tls_12_is_not_spoken)
{
	fixture_serve(&f);
	cr_expect_not(tls12_works());
}

Test(net, tls_12_is_spoken_where_it_is_allowed)
{
	f.config.tls.allow_tls12 = true;
	fixture_serve(&f);
	cr_expect(tls12_works());
}

Test(net, a_session_never_comes_back)
{
	struct client c;

	fixture_serve(&f);
	greeted(&c);
	client_text(&c, "x\n");
	expect_line(&c, "x");
	cr_expect_not(SSL_SESSION_is_resumable(SSL_get0_session(c.ssl)),
		      "a ticket was issued");
	client_close(&c);
}

Test(net, a_reload_ends_live_connections_that_it_revokes)
{
	struct identity other =
	    pki_make("client", "URI:agb:02000001", "clientAuth", &f.authority);
	struct client kept, revoked;
	struct err e;

	fixture_serve(&f);
	greeted(&kept);
	cr_assert(client_open(&revoked, &f, &other));
	expect_hello(&revoked);
	client_text(&revoked, "hold\n");
	cr_assert(held_reaches(1));
	pki_write_crl(f.crl, &f.authority, &other);
	cr_assert(net_reload(f.net, &f.config, &e), "%s", e.message);
	cr_assert(fixture_reaches(&f, "revoked_clients", 1));
	release_held();
	expect_line(&revoked, "held 0");
	expect_line(&revoked, "{\"v\":1,\"bye\":\"revoked\"}");
	expect_end(&revoked);
	client_text(&kept, "still\n");
	expect_line(&kept, "still");
	expect_refused(&other, "a revoked certificate");
	client_close(&revoked);
	client_close(&kept);
	pki_free(&other);
}

Test(net, an_invalid_reload_changes_nothing)
{
	struct client c;
	struct err e;

	fixture_serve(&f);
	f.config.tls.certificate = "/nonexistent.pem";
	cr_expect_not(net_reload(f.net, &f.config, &e));
	cr_expect_not_null(strstr(e.message, "tls.certificate"));
	greeted(&c);
	client_close(&c);
}

Test(net, idle_connections_are_told_and_closed)
{
	struct client idle, busy;

	f.config.limits.idle_ms = 200;
	fixture_serve(&f);
	greeted(&idle);
	greeted(&busy);
	client_text(&busy, "hold\n");
	expect_line(&idle, "{\"v\":1,\"bye\":\"idle\"}");
	expect_end(&idle);
	cr_expect_eq(fixture_stat(&f, "idle_closed"), 1,
		     "who waits for a reply is not idle");
	release_held();
	expect_line(&busy, "held 0");
	client_close(&idle);
	client_close(&busy);
}

Test(net, a_slow_handshake_is_cut)
{
	struct client c;
	char byte;

	f.config.limits.handshake_ms = 200;
	fixture_serve(&f);
	client_dial(&c, &f);
	cr_expect_eq(recv(c.fd, &byte, 1, 0), 0, "not cut");
	cr_expect_eq(fixture_stat(&f, "handshake_timeouts"), 1);
	client_close(&c);
}

Test(net, who_does_not_read_is_cut_and_stops_nobody_else)
{
	static char line[1000];
	struct client deaf, other;

	f.config.limits.write_stall_ms = 300;
	fixture_serve(&f);
	greeted(&deaf);
	memset(line, 'x', sizeof(line));
	line[999] = '\n';
	/* More than the sockets' buffers hold both ways. */
	struct timeval soon = {.tv_usec = 200000};
	setsockopt(deaf.fd, SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof(soon));
	for (int i = 0; i < 20000; i++) {
		size_t put;
		if (SSL_write_ex(deaf.ssl, line, sizeof(line), &put) != 1)
			break;
	}
	cr_assert(fixture_reaches(&f, "write_stalled", 1));
	greeted(&other);
	client_text(&other, "x\n");
	expect_line(&other, "x");
	client_close(&other);
	client_close(&deaf);
}

Test(net, a_connection_that_dies_waits_for_its_replies)
{
	struct client c;

	fixture_serve(&f);
	greeted(&c);
	client_text(&c, "hold\nhold\n");
	cr_assert(held_reaches(2));
	client_close(&c);
	cr_assert(fixture_reaches(&f, "connections", 0));
	release_held();
	cr_assert(fixture_reaches(&f, "orphaned_replies", 2));
	greeted(&c);
	client_close(&c);
}

Test(net, replies_still_reach_who_has_ended_his_side)
{
	struct client c;

	fixture_serve(&f);
	greeted(&c);
	client_text(&c, "hold\n");
	cr_assert(held_reaches(1));
	SSL_shutdown(c.ssl);
	usleep(50000);
	release_held();
	expect_line(&c, "held 0");
	expect_end(&c);
	client_close(&c);
}

Test(net, more_connections_than_allowed_are_closed)
{
	struct client some[9];

	fixture_serve(&f);
	for (int i = 0; i < 8; i++)
		greeted(&some[i]);
	cr_expect_not(client_open(&some[8], &f, &pharmacy));
	cr_expect_eq(fixture_stat(&f, "over_limit"), 1);
	client_close(&some[8]);
	client_close(&some[0]);
	cr_assert(fixture_reaches(&f, "connections", 7));
	greeted(&some[0]);
	for (int i = 0; i < 8; i++)
		client_close(&some[i]);
}

Test(net, a_drain_answers_what_was_read_and_says_bye)
{
	struct client idle, busy;

	fixture_serve(&f);
	greeted(&idle);
	greeted(&busy);
	client_text(&busy, "hold\n");
	cr_assert(held_reaches(1));
	net_drain(f.net);
	expect_line(&idle, "{\"v\":1,\"bye\":\"draining\"}");
	expect_end(&idle);
	client_text(&busy, "too late\n");
	release_held();
	expect_line(&busy, "held 0");
	expect_line(&busy, "{\"v\":1,\"bye\":\"draining\"}");
	expect_end(&busy);
	client_close(&idle);
	client_close(&busy);
}

Test(net, the_control_socket_speaks_plainly)
{
	static char big[200000];
	struct client c;

	fixture_serve(&f);
	cr_assert(client_open_control(&c, &f));
	client_text(&c, "status\n");
	expect_line(&c, "status");
	memset(big, 'y', sizeof(big));
	big[50000] = '\n';
	client_send(&c, big, 50001);
	const char *line = client_line(&c);
	cr_assert_not_null(line);
	cr_expect_eq(strlen(line), 50000, "longer than a pharmacy's line");
	cr_expect_eq(fixture_stat(&f, "control_connections"), 1);
	cr_expect_eq(fixture_stat(&f, "connections"), 0);
	client_close(&c);
}
