#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/ensure.h"
#include "desk/control.h"
#include "net/conn.h"
#include "net/limits.h"
#include "net/log.h"
#include "wire/reply.h"

static void peer_address(int fd, char out[INET6_ADDRSTRLEN])
{
	struct sockaddr_storage peer = {0};
	socklen_t len = sizeof(peer);
	const void *address = &((struct sockaddr_in *)&peer)->sin_addr;

	snprintf(out, INET6_ADDRSTRLEN, "unknown");
	if (getpeername(fd, (struct sockaddr *)&peer, &len) != 0)
		return;
	if (peer.ss_family == AF_INET6)
		address = &((struct sockaddr_in6 *)&peer)->sin6_addr;
	(void)inet_ntop(peer.ss_family, address, out, INET6_ADDRSTRLEN);
}

/* Who was turned away, and why; not more often than a log can bear. */
static void log_refusal(struct conn *conn, const char *reason)
{
	struct io *io = conn->io;
	int64_t second = io_now_ms() / 1000;
	char peer[INET6_ADDRSTRLEN];

	if (io->refusal_second != second) {
		io->refusal_second = second;
		io->refusals_logged = 0;
	}
	if (io->refusals_logged++ >= REFUSALS_LOGGED)
		return;
	peer_address(conn->stream.fd, peer);
	log_line(LOG_INFO, "refused %s: %s", peer, reason);
}

static void handshake_failed(struct conn *conn)
{
	char reason[256];

	long verified = SSL_get_verify_result(conn->stream.ssl);
	tls_last_error(reason, sizeof(reason));
	stat_add(&conn->io->stats, STAT_handshake_failures, 1);
	if (verified != X509_V_OK) {
		stat_add(&conn->io->stats, STAT_certificates_refused, 1);
		snprintf(reason, sizeof(reason), "client certificate: %s",
			 X509_verify_cert_error_string(verified));
	}
	log_refusal(conn, reason);
	/* The alert says why; unread bytes must not overtake it. */
	stream_finish(&conn->stream);
	conn_move(conn, CONN_LINGERING);
}

static void say_unknown(struct conn *conn, const char *why)
{
	char line[1024];
	struct text text;
	struct err e;

	(void)err_set(&e, ERR_UNKNOWN_CLIENT, "%s", why);
	text_init(&text, line, sizeof(line));
	reply_error(&text, "", &e);
	conn_say(conn, text.data, text.len);
	stat_add(&conn->io->stats, STAT_unknown_clients, 1);
	log_refusal(conn, e.message);
	conn_close(conn, NULL);
}

static void say_hello(struct conn *conn)
{
	const struct net_limits *limits = &conn->io->limits;
	char line[256];
	struct text text;

	text_init(&text, line, sizeof(line));
	reply_hello(&text, conn->io->shared->version, limits->line,
		    limits->max_in_flight);
	conn_say(conn, text.data, text.len);
}

/* Ready for requests. */
static void begin(struct conn *conn, size_t line_max, int in_flight_max)
{
	lines_init(&conn->lines, line_max);
	tickets_init(&conn->tickets, in_flight_max);
	conn->active_ms = io_now_ms();
	conn_move(conn, CONN_READING);
	/* Requests may have come with the end of the handshake. */
	conn->more = true;
}

/* Whether it is admitted now; then pharmacy says as whom, empty: nobody. */
static bool admits(const struct conn *conn, char pharmacy[LEN_AGB + 1])
{
	struct tls *tls = conn->io->tls;
	STACK_OF(X509) *certificates = peer_certificates(&conn->peer);
	bool admitted =
	    certificates != NULL && tls_still_admits(tls, certificates);

	if (!admitted ||
	    names_of_certificate(tls_names(tls), sk_X509_value(certificates, 0),
				 pharmacy) != NAMES_ONE)
		pharmacy[0] = '\0';
	sk_X509_pop_free(certificates, X509_free);
	return admitted;
}

/* NULL: the pharmacy is known; else why it is not. Then libssl need not know
 * it any more. */
static const char *find_pharmacy(struct conn *conn)
{
	SSL *ssl = conn->stream.ssl;
	const X509 *peer = SSL_get0_peer_certificate(ssl);
	const struct names *names = tls_names(conn->io->tls);
	static const char *const why[] = {
	    [NAMES_NONE] =
		"none of the certificate's names is that of a pharmacy",
	    [NAMES_ONE] = NULL,
	    [NAMES_TWO] = "the certificate's names are those of two pharmacies",
	};

	enum names_found found =
	    names_of_certificate(names, peer, conn->pharmacy);
	peer_forget(ssl);
	return why[found];
}

/* False: the certificate was revoked while the handshake ran. */
static bool unrevoked(const struct conn *conn)
{
	char pharmacy[LEN_AGB + 1];

	return conn->tls_generation == conn->io->tls_generation ||
	       admits(conn, pharmacy);
}

void conn_handshake(struct conn *conn)
{
	const struct net_limits *limits = &conn->io->limits;
	struct io *io = conn->io;

	enum stream_result result = stream_handshake(&conn->stream);
	if (result == STREAM_AGAIN)
		return;
	if (result != STREAM_OK) {
		handshake_failed(conn);
		return;
	}
	if (conn->control) {
		begin(conn, CONTROL_LINE_MAX, CONTROL_IN_FLIGHT);
		return;
	}
	peer_keep(&conn->peer, conn->stream.ssl);
	if (!unrevoked(conn)) {
		stat_add(&io->stats, STAT_revoked_clients, 1);
		conn_abort(conn);
		return;
	}
	conn->tls_generation = io->tls_generation;
	stat_add(&io->stats, STAT_handshakes, 1);
	begin(conn, limits->line, limits->max_in_flight);
	const char *why = find_pharmacy(conn);
	if (why == NULL)
		say_hello(conn);
	else
		say_unknown(conn, why);
}

/* Whether it would be admitted now, as the same pharmacy. */
static bool is_admitted_still(const struct conn *conn)
{
	char pharmacy[LEN_AGB + 1];

	return admits(conn, pharmacy) && strcmp(pharmacy, conn->pharmacy) == 0;
}

void conn_reverify(struct conn *conn)
{
	struct io *io = conn->io;
	bool open = conn_state_open(conn->state);

	if (conn->state == CONN_HANDSHAKE)
		return;
	conn->tls_generation = io->tls_generation;
	/* One that closes is owed replies still, but not for ever. */
	if (conn->control || !(open || conn->state == CONN_CLOSING) ||
	    conn->revoked || is_admitted_still(conn))
		return;
	conn->revoked = true;
	conn->revoked_ms = io_now_ms();
	if (!open)
		return;
	stat_add(&io->stats, STAT_revoked_clients, 1);
	log_line(LOG_INFO, "pharmacy %s: its certificate is no longer admitted",
		 conn->pharmacy);
	conn_close(conn, "revoked");
}
