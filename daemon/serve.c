#include "serve.h"

#include <stdlib.h>
#include <unistd.h>

#include "net/log.h"
#include "process.h"
#include "setup.h"
#include "store/identity.h"

struct daemon {
	const char *path;
	struct desk *desk;
	struct net *net;
};

static void draining(void *ctx)
{
	(void)ctx;
	process_stopping();
}

static void write_status(void *ctx, struct text *out)
{
	const struct daemon *daemon = ctx;

	net_status(daemon->net, out);
}

static void drain(void *ctx)
{
	const struct daemon *daemon = ctx;

	net_drain(daemon->net);
}

static void log_message(void *ctx, int priority, const char *message)
{
	(void)ctx;
	log_line(priority, "%s", message);
}

static void warn_about(const struct conf *conf)
{
	if (conf->tls_crl[0] == '\0')
		log_line(LOG_WARNING, "tls.crl is empty: no certificate is "
				      "ever revoked");
	if (conf->client_count == 0 && !conf->clients_accept_agb_uri)
		log_line(LOG_WARNING, "no client entry, and "
				      "clients.accept_agb_uri is false: "
				      "nobody can connect");
	if (conf->snapshot_allow_unsigned)
		log_line(LOG_WARNING, "snapshot.allow_unsigned is true: "
				      "anybody's snapshot is served");
	else if (conf->snapshot_keys.count == 0)
		log_line(LOG_WARNING, "snapshot.keys is empty: no snapshot is "
				      "ever accepted");
}

/* What of the configuration takes effect while claimd runs. */
static void apply(const struct daemon *daemon, const struct conf *conf)
{
	struct desk_trust trust = setup_trust(conf);

	setup_log(conf);
	desk_believe(daemon->desk, &trust);
	warn_about(conf);
	log_line(LOG_INFO, "reloaded certificates, revocation list, clients, "
			   "log settings and which snapshots are believed");
}

/* SIGHUP: all of that or nothing. */
static void reload(void *ctx)
{
	const struct daemon *daemon = ctx;
	struct setup setup;
	struct conf *conf;
	struct err e;

	if (!conf_load(daemon->path, &conf, &e)) {
		log_line(LOG_ERR, "reload: nothing changed: %s", e.message);
		return;
	}
	setup_net(conf, PACKAGE_VERSION, &setup);
	if (net_reload(daemon->net, &setup.net.tls, &e)) {
		apply(daemon, conf);
	} else {
		log_line(LOG_ERR, "reload: nothing changed: %s", e.message);
	}
	setup_release(&setup);
	conf_free(conf);
}

static bool check_key(const struct conf *conf, struct err *e)
{
	struct identity *identity;

	if (!identity_load(conf->privacy_key, &identity, e))
		return false;
	identity_free(identity);
	return true;
}

bool serve_check(const struct conf *conf, struct err *e)
{
	struct setup setup;
	struct tls *tls = NULL;

	setup_log(conf);
	setup_net(conf, PACKAGE_VERSION, &setup);
	bool ok = tls_create(&setup.net.tls, &tls, e) && check_key(conf, e);
	tls_release(tls);
	setup_release(&setup);
	if (ok)
		warn_about(conf);
	return ok;
}

static bool start_desk(const struct conf *conf, struct daemon *daemon,
		       struct err *e)
{
	struct desk_config config;

	setup_desk(conf, PACKAGE_VERSION, &config);
	config.net_status = write_status;
	config.drain = drain;
	config.log = log_message;
	config.ctx = daemon;
	return desk_start(&config, &daemon->desk, e);
}

static void run(struct daemon *daemon)
{
	log_line(LOG_INFO, "ready: listening on %s, pid %ld",
		 net_address(daemon->net), (long)getpid());
	process_ready();
	net_run(daemon->net);
}

bool serve(const struct conf *conf, const char *path, struct err *e)
{
	struct daemon daemon = {.path = path};
	struct setup setup;

	log_line(LOG_INFO, "claimd %s starts with %s", PACKAGE_VERSION, path);
	process_raise_files(conf->limits_connections);
	net_block_signals();
	if (!start_desk(conf, &daemon, e))
		return false;
	setup_net(conf, PACKAGE_VERSION, &setup);
	setup.net.service = desk_service(daemon.desk);
	setup.net.reload = reload;
	setup.net.draining = draining;
	setup.net.ctx = &daemon;
	bool ok = net_start(&setup.net, &daemon.net, e);
	if (ok)
		run(&daemon);
	/* The desk answers what it still has before the network goes. */
	desk_stop(daemon.desk);
	net_free(daemon.net);
	setup_release(&setup);
	if (ok)
		log_line(LOG_INFO, "stopped");
	return ok;
}
