#include "net_fixture.h"

#include <criterion/criterion.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static struct {
	pthread_mutex_t lock;
	struct caller *callers[HELD_MAX];
	int count;
} held = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool serve_line(void *ctx, struct caller *caller, const char *line,
		       size_t len)
{
	(void)ctx;
	if (len >= 4 && memcmp(line, "hold", 4) == 0) {
		pthread_mutex_lock(&held.lock);
		cr_assert_lt(held.count, HELD_MAX);
		held.callers[held.count++] = caller;
		pthread_mutex_unlock(&held.lock);
		return true;
	}
	if (len >= 3 && memcmp(line, "who", 3) == 0)
		caller->reply(caller, caller->pharmacy,
			      strlen(caller->pharmacy), false);
	else
		caller->reply(caller, line, len, false);
	return len < 3 || memcmp(line, "bad", 3) != 0;
}

int held_count(void)
{
	pthread_mutex_lock(&held.lock);
	int count = held.count;
	pthread_mutex_unlock(&held.lock);
	return count;
}

bool held_reaches(int count)
{
	for (int tries = 0; tries < 500; tries++) {
		if (held_count() == count)
			return true;
		usleep(10000);
	}
	return false;
}

static void *answer(void *arg)
{
	char number[16];

	(void)arg;
	pthread_mutex_lock(&held.lock);
	while (held.count > 0) {
		held.count--;
		int len =
		    snprintf(number, sizeof(number), "held %d", held.count);
		held.callers[held.count]->reply(held.callers[held.count],
						number, (size_t)len,
						held.count > 0);
	}
	pthread_mutex_unlock(&held.lock);
	return NULL;
}

void release_held(void)
{
	pthread_t thread;

	cr_assert_eq(pthread_create(&thread, NULL, answer, NULL), 0);
	pthread_join(thread, NULL);
}

static void fill_config(struct fixture *f)
{
	f->config = (struct net_config){
	    .service = {.line = serve_line, .control = serve_line},
	    .version = "1.0.0",
	    .address = "127.0.0.1",
	    .backlog = 16,
	    .control_path = f->control,
	    .tls =
		{
		    .certificate = f->certificate,
		    .key = f->key,
		    .client_ca = f->ca,
		    .crl = f->crl,
		    .accept_agb_uri = true,
		},
	    .limits =
		{
		    .line = 1024,
		    .max_in_flight = 4,
		    .connections = 8,
		    .handshake_ms = 5000,
		    .idle_ms = 60000,
		    .write_stall_ms = 10000,
		},
	    .threads = 2,
	};
}

void fixture_init(struct fixture *f)
{
	signal(SIGPIPE, SIG_IGN);
	snprintf(f->dir, sizeof(f->dir), "/tmp/claimd-net-XXXXXX");
	cr_assert_not_null(mkdtemp(f->dir));
	snprintf(f->certificate, sizeof(f->certificate), "%s/server.pem",
		 f->dir);
	snprintf(f->key, sizeof(f->key), "%s/server.key", f->dir);
	snprintf(f->ca, sizeof(f->ca), "%s/ca.pem", f->dir);
	snprintf(f->crl, sizeof(f->crl), "%s/crl.pem", f->dir);
	snprintf(f->control, sizeof(f->control), "%s/control.sock", f->dir);
	f->authority = pki_make("authority", NULL, NULL, NULL);
	f->server =
	    pki_make("server", "DNS:localhost", "serverAuth", &f->authority);
	pki_write(f->ca, f->key, &f->authority);
	pki_write(f->certificate, f->key, &f->server);
	pki_write_crl(f->crl, &f->authority, NULL);
	fill_config(f);
}

static void *run(void *arg)
{
	net_run(arg);
	return NULL;
}

void fixture_serve(struct fixture *f)
{
	struct err e;

	cr_assert(net_start(&f->config, &f->net, &e), "%s", e.message);
	cr_assert_eq(pthread_create(&f->thread, NULL, run, f->net), 0);
}

void fixture_end(struct fixture *f)
{
	net_drain(f->net);
	cr_assert_eq(pthread_join(f->thread, NULL), 0);
	release_held();
	net_free(f->net);
	unlink(f->certificate);
	unlink(f->key);
	unlink(f->ca);
	unlink(f->crl);
	cr_expect_eq(rmdir(f->dir), 0, "the control socket is left behind");
	pki_free(&f->authority);
	pki_free(&f->server);
}

long fixture_stat(struct fixture *f, const char *name)
{
	char memory[4096], pattern[64];
	struct text text;

	text_init(&text, memory, sizeof(memory));
	net_status(f->net, &text);
	cr_assert_not(text.overflow);
	snprintf(pattern, sizeof(pattern), "\"%s\":", name);
	const char *at = strstr(memory, pattern);
	cr_assert_not_null(at, "%s", name);
	return strtol(at + strlen(pattern), NULL, 10);
}

bool fixture_reaches(struct fixture *f, const char *name, long value)
{
	for (int tries = 0; tries < 500; tries++) {
		if (fixture_stat(f, name) == value)
			return true;
		usleep(10000);
	}
	return false;
}

static bool dial(struct client *c, const struct sockaddr *to, socklen_t len)
{
	struct timeval patience = {.tv_sec = 10};

	*c = (struct client){.fd = socket(to->sa_family, SOCK_STREAM, 0)};
	cr_assert_geq(c->fd, 0);
	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return connect(c->fd, to, len) == 0;
}

int client_max_version;

void client_dial(struct client *c, struct fixture *f)
{
	struct sockaddr_in to = {.sin_family = AF_INET};

	to.sin_port = htons((uint16_t)net_port(f->net));
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	cr_assert(dial(c, (struct sockaddr *)&to, sizeof(to)));
}

void client_prepare(struct client *c, struct fixture *f,
		    const struct identity *who)
{
	client_dial(c, f);
	c->context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_max_proto_version(c->context, client_max_version);
	cr_assert(SSL_CTX_load_verify_file(c->context, f->ca));
	SSL_CTX_set_verify(c->context, SSL_VERIFY_PEER, NULL);
	if (who != NULL) {
		SSL_CTX_use_certificate(c->context, who->certificate);
		SSL_CTX_use_PrivateKey(c->context, who->key);
	}
	c->ssl = SSL_new(c->context);
	SSL_set_fd(c->ssl, c->fd);
}

bool client_open(struct client *c, struct fixture *f,
		 const struct identity *who)
{
	client_prepare(c, f, who);
	return SSL_connect(c->ssl) == 1;
}

bool client_open_control(struct client *c, struct fixture *f)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", f->control);
	return dial(c, (struct sockaddr *)&to, sizeof(to));
}

void client_send(struct client *c, const char *bytes, size_t len)
{
	size_t put;

	if (c->ssl != NULL)
		(void)SSL_write_ex(c->ssl, bytes, len, &put);
	else
		(void)send(c->fd, bytes, len, MSG_NOSIGNAL);
}

void client_text(struct client *c, const char *text)
{
	client_send(c, text, strlen(text));
}

static bool more(struct client *c)
{
	size_t room = sizeof(c->buffer) - c->len, got = 0;

	if (c->ssl != NULL) {
		if (SSL_read_ex(c->ssl, c->buffer + c->len, room, &got) != 1)
			return false;
	} else {
		ssize_t n = recv(c->fd, c->buffer + c->len, room, 0);
		if (n <= 0)
			return false;
		got = (size_t)n;
	}
	c->len += got;
	return true;
}

const char *client_line(struct client *c)
{
	static char line[65536];
	char *lf;

	while ((lf = memchr(c->buffer, '\n', c->len)) == NULL)
		if (!more(c))
			return NULL;
	size_t len = (size_t)(lf - c->buffer);
	memcpy(line, c->buffer, len);
	line[len] = '\0';
	c->len -= len + 1;
	memmove(c->buffer, lf + 1, c->len);
	return line;
}

void client_close(struct client *c)
{
	SSL_free(c->ssl);
	SSL_CTX_free(c->context);
	close(c->fd);
}
