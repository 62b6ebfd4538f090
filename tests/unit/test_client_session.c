/* Sessions against a server of our own: one that misbehaves when told to. */
#include <criterion/criterion.h>

#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "client/files.h"
#include "client/pki.h"
#include "client/session.h"

enum { WINDOW = 4, REQUESTS = 10 };

/* What the server does with the n-th request (from 0) of a connection. */
enum behaviour {
	ANSWER,
	RETRY_TWICE, /* each id */
	RETRY_ALWAYS,
	BYE_AT_3, /* in good order */
	CUT_AT_3, /* without a word */
	SILENT,
	REFUSE, /* no hello but an error */
};

static struct server {
	char folder[64];
	char certificate[PATH_BYTES_MAX], key[PATH_BYTES_MAX];
	char ca[PATH_BYTES_MAX], server_key[PATH_BYTES_MAX];
	char server_pem[PATH_BYTES_MAX];
	int fd, port;
	enum behaviour behaviour;
	pthread_t thread;
	int tries[REQUESTS];
	int most_at_once;
} server;

static void in_folder(char path[PATH_BYTES_MAX], const char *name)
{
	struct err e;

	cr_assert(path_join(path, server.folder, name, &e));
}

static void make_certificates(void)
{
	struct pki *pki;
	struct err e;

	signal(SIGPIPE, SIG_IGN); /* as claimctl does */
	strcpy(server.folder, "/tmp/test_session.XXXXXX");
	cr_assert_not_null(mkdtemp(server.folder));
	cr_assert(pki_create(server.folder, &pki, &e), "%s", e.message);
	cr_assert(pki_server(pki, server.folder, &e));
	cr_assert(pki_client(pki, server.folder, "02012345", &e));
	pki_free(pki);
	in_folder(server.certificate, "client-02012345.pem");
	in_folder(server.key, "client-02012345.key");
	in_folder(server.ca, "ca.pem");
	in_folder(server.server_pem, "server.pem");
	in_folder(server.server_key, "server.key");
}

static void remove_certificates(void)
{
	folder_remove(server.folder);
}

TestSuite(session, .init = make_certificates, .fini = remove_certificates);

static void say(SSL *ssl, const char *line)
{
	SSL_write(ssl, line, (int)strlen(line));
	SSL_write(ssl, "\n", 1);
}

static void answer(SSL *ssl, int id, bool retry)
{
	char line[128];

	snprintf(line, sizeof(line),
		 retry ? "{\"v\":1,\"id\":\"%d\",\"retry\":{\"code\":\"busy\","
			 "\"after_ms\":5,\"message\":\"\"}}"
		       : "{\"v\":1,\"id\":\"%d\",\"outcome\":\"approve\"}",
		 id);
	say(ssl, line);
}

/* False: the connection is over. */
static bool serve_request(SSL *ssl, int count, int id)
{
	switch (server.behaviour) {
	case RETRY_TWICE:
		answer(ssl, id, server.tries[id]++ < 2);
		return true;
	case RETRY_ALWAYS:
		server.tries[id]++;
		answer(ssl, id, true);
		return true;
	case SILENT:
		return true;
	case BYE_AT_3:
		if (count == 3) {
			say(ssl, "{\"v\":1,\"bye\":\"draining\"}");
			SSL_shutdown(ssl);
			return false;
		}
		break;
	case CUT_AT_3:
		if (count == 3)
			return false;
		break;
	default:
		break;
	}
	answer(ssl, id, false);
	return true;
}

/* Requests are the bare number of their id, so a line is a few bytes. */
static void serve(SSL *ssl)
{
	char bytes[4096];
	int n, count = 0, id = 0;
	bool go_on = true;

	while (go_on && (n = SSL_read(ssl, bytes, sizeof(bytes))) > 0) {
		int lines = 0;
		for (int i = 0; i < n && go_on; i++) {
			if (bytes[i] != '\n') {
				id = id * 10 + bytes[i] - '0';
				continue;
			}
			lines++;
			go_on = serve_request(ssl, count++, id);
			id = 0;
		}
		if (lines > server.most_at_once)
			server.most_at_once = lines;
	}
}

static void *run_server(void *unused)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	int fd = accept(server.fd, NULL, NULL);

	SSL_CTX_use_certificate_chain_file(ctx, server.server_pem);
	SSL_CTX_use_PrivateKey_file(ctx, server.server_key, SSL_FILETYPE_PEM);
	SSL_CTX_load_verify_locations(ctx, server.ca, NULL);
	SSL_CTX_set_verify(
	    ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	SSL *ssl = SSL_new(ctx);
	SSL_set_fd(ssl, fd);
	if (SSL_accept(ssl) == 1) {
		if (server.behaviour == REFUSE)
			say(ssl, "{\"v\":1,\"error\":{\"code\":"
				 "\"unknown_client\",\"message\":\"who?\"}}");
		else
			say(ssl, "{\"v\":1,\"hello\":\"claimd\","
				 "\"max_line\":100,\"max_in_flight\":4}");
		if (server.behaviour != REFUSE)
			serve(ssl);
	}
	SSL_free(ssl);
	SSL_CTX_free(ctx);
	close(fd);
	return unused;
}

static void start_server(enum behaviour behaviour)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_ANY);
	server.behaviour = behaviour;
	alarm(60); /* a hanging test is a failing one */
	server.fd = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(bind(server.fd, (struct sockaddr *)&address, size), 0);
	cr_assert_eq(listen(server.fd, 1), 0);
	getsockname(server.fd, (struct sockaddr *)&address, &size);
	server.port = ntohs(address.sin_port);
	cr_assert_eq(pthread_create(&server.thread, NULL, run_server, NULL), 0);
}

static void stop_server(void)
{
	pthread_join(server.thread, NULL);
	close(server.fd);
}

struct replies {
	int count;
	int ids[REQUESTS];
	char last[32];
};

static void note_reply(void *ctx, const char *bytes, size_t len,
		       const struct doc_node *reply)
{
	struct replies *replies = ctx;

	cr_assert(bytes[0] == '{' && bytes[len - 1] == '}');
	cr_assert_lt(replies->count, REQUESTS);
	replies->ids[replies->count++] = atoi(doc_get_str(reply, "id", "-1"));
	strcpy(replies->last,
	       doc_get(reply, "retry") != NULL ? "retry" : "final");
}

static struct session_config config_for(struct replies *replies)
{
	return (struct session_config){
	    .target = {.host = "localhost",
		       .port = server.port,
		       .certificate = server.certificate,
		       .key = server.key,
		       .ca = server.ca,
		       .connect_timeout_ms = 5000},
	    .reply_timeout_ms = 300,
	    .reply = note_reply,
	    .ctx = replies,
	};
}

/* Sends all requests; false with *e when the session broke. */
static bool converse(struct replies *replies, int *unanswered, struct err *e)
{
	struct session_config config = config_for(replies);
	struct session *session;
	bool ok = true;

	*unanswered = 0;
	if (!session_open(&config, &session, e))
		return false;
	cr_expect_eq(session_max_line(session), 100);
	for (int i = 0; ok && i < REQUESTS; i++) {
		char line[16];
		snprintf(line, sizeof(line), "%d", i);
		ok = session_send(session, line, strlen(line), e);
		cr_expect_leq(session_unanswered(session), WINDOW);
	}
	ok = ok && session_finish(session, e);
	*unanswered = session_unanswered(session);
	session_close(session);
	return ok;
}

Test(session, replies_come_in_order_and_the_window_is_kept)
{
	struct replies replies = {0};
	struct err e;
	int unanswered;

	start_server(ANSWER);
	cr_assert(converse(&replies, &unanswered, &e), "%s", e.message);
	stop_server();
	cr_expect_eq(unanswered, 0);
	cr_assert_eq(replies.count, REQUESTS);
	for (int i = 0; i < REQUESTS; i++)
		cr_expect_eq(replies.ids[i], i);
	cr_expect_leq(server.most_at_once, WINDOW);
}

Test(session, retry_is_followed_with_the_same_line)
{
	struct replies replies = {0};
	struct err e;
	int unanswered;

	start_server(RETRY_TWICE);
	cr_assert(converse(&replies, &unanswered, &e), "%s", e.message);
	stop_server();
	cr_assert_eq(replies.count, REQUESTS);
	cr_expect_str_eq(replies.last, "final");
	for (int i = 0; i < REQUESTS; i++)
		cr_expect_eq(server.tries[i], 3);
}

Test(session, retry_is_followed_so_often_and_no_more)
{
	struct replies replies = {0};
	struct err e;
	int unanswered;

	start_server(RETRY_ALWAYS);
	cr_assert(converse(&replies, &unanswered, &e), "%s", e.message);
	stop_server();
	cr_assert_eq(replies.count, REQUESTS);
	cr_expect_str_eq(replies.last, "retry");
	for (int i = 0; i < REQUESTS; i++)
		cr_expect_eq(server.tries[i], SUBMIT_TRIES_MAX + 1);
}

Test(session, ends_of_the_conversation)
{
	static const struct {
		enum behaviour behaviour;
		int answered;
		enum err_code code;
	} ends[] = {
	    {BYE_AT_3, 3, ERR_TRY_AGAIN},
	    {CUT_AT_3, 3, ERR_TIMED_OUT},
	    {SILENT, 0, ERR_TIMED_OUT},
	};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		struct replies replies = {0};
		struct err e;
		int unanswered;
		start_server(ends[i].behaviour);
		cr_expect_not(converse(&replies, &unanswered, &e));
		stop_server();
		cr_expect_eq(e.code, ends[i].code, "%zu: %s", i, e.message);
		cr_expect_eq(replies.count, ends[i].answered, "%zu", i);
		cr_expect_gt(unanswered, 0);
	}
}

Test(session, an_error_instead_of_the_hello)
{
	struct replies replies = {0};
	struct err e;
	int unanswered;

	start_server(REFUSE);
	cr_expect_not(converse(&replies, &unanswered, &e));
	stop_server();
	cr_expect_eq(e.code, ERR_UNKNOWN_CLIENT);
	cr_expect_str_eq(e.message, "who?");
}

/* Opens as told; the code of the failure. */
static enum err_code open_fails(const struct session_config *config)
{
	struct session *session;
	struct err e;

	start_server(ANSWER);
	struct session_config now = *config;
	now.target.port = server.port;
	cr_assert_not(session_open(&now, &session, &e));
	stop_server();
	return e.code;
}

Test(session, certificates_are_checked_on_both_sides)
{
	struct replies replies = {0};
	struct session_config config = config_for(&replies);
	char theirs[64] = "/tmp/test_session.XXXXXX", path[PATH_BYTES_MAX];
	char their_key[PATH_BYTES_MAX];
	struct pki *pki;
	struct err e;

	cr_assert_not_null(mkdtemp(theirs));
	cr_assert(pki_create(theirs, &pki, &e));
	cr_assert(pki_client(pki, theirs, "02012345", &e));
	pki_free(pki);
	/* We do not trust the server. */
	cr_assert(path_join(path, theirs, "ca.pem", &e));
	config.target.ca = path;
	cr_expect_eq(open_fails(&config), ERR_NOT_PERMITTED);
	/* Its certificate bears another name. */
	config = config_for(&replies);
	config.target.host = "127.0.0.2";
	cr_expect_eq(open_fails(&config), ERR_NOT_PERMITTED);
	/* It does not trust us. */
	config = config_for(&replies);
	cr_assert(path_join(path, theirs, "client-02012345.pem", &e));
	cr_assert(path_join(their_key, theirs, "client-02012345.key", &e));
	config.target.certificate = path;
	config.target.key = their_key;
	cr_expect_eq(open_fails(&config), ERR_NOT_PERMITTED);
	folder_remove(theirs);
}

Test(session, nobody_listens)
{
	struct replies replies = {0};
	struct session *session;
	struct err e;

	start_server(ANSWER);
	struct session_config config = config_for(&replies);
	cr_assert(session_open(&config, &session, &e), "%s", e.message);
	session_close(session);
	stop_server();
	cr_expect_not(session_open(&config, &session, &e));
	cr_expect_eq(e.code, ERR_NOT_RUNNING);
}
