#include "serve.h"

#include <stdlib.h>
#include <unistd.h>

#include "net/log.h"
#include "process.h"
#include "reload.h"
#include "store/identity.h"

struct daemon {
	struct reload reload; /* with desk and network */
};

static void draining(void *ctx)
{
	(void)ctx;
	process_stopping();
}

static void write_status(void *ctx, struct text *out)
{
	const struct daemon *daemon = ctx;

	net_status(daemon->reload.net, out);
}

static void drain(void *ctx)
{
	const struct daemon *daemon = ctx;

	net_drain(daemon->reload.net);
}

static void log_message(void *ctx, int priority, const char *message)
{
	(void)ctx;
	log_line(priority, "%s", message);
}

static void run_reload(void *ctx, const char *asked_by, struct text *reply)
{
	struct daemon *daemon = ctx;

	reload_run(&daemon->reload, asked_by, reply);
}

static void ask_reload(void *ctx, struct caller *caller)
{
	const struct daemon *daemon = ctx;

	net_ask_reload(daemon->reload.net, caller);
}

static bool check_key(const struct conf *conf, struct err *e)
{
	struct identity *identity;

	if (!identity_load(conf->privacy_key, &identity, e)) {
		const struct err cause = *e;
		return err_field(e, cause.code, "/privacy/key",
				 "privacy.key: %s", cause.message);
	}
	identity_free(identity);
	return true;
}

bool serve_check(const struct conf *conf, struct err *e)
{
	struct setup setup;
	struct tls *tls = NULL;

	setup_log(conf);
	if (!setup_net(conf, PACKAGE_VERSION, &setup, e))
		return false;
	bool ok = tls_create(&setup.net.tls, &tls, e) && check_key(conf, e);
	if (!ok)
		conf_place(conf, e);
	tls_release(tls);
	setup_release(&setup);
	if (ok)
		setup_warn(conf);
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
	config.reload = ask_reload;
	config.ctx = daemon;
	return desk_start(&config, &daemon->reload.desk, e);
}

static void run(struct daemon *daemon)
{
	log_line(LOG_INFO, "ready: listening on %s, pid %ld",
		 net_address(daemon->reload.net), (long)getpid());
	process_ready();
	net_run(daemon->reload.net);
}

bool serve(const struct conf *conf, const char *path, struct err *e)
{
	struct daemon daemon = {.reload = {.path = path, .started = conf}};
	struct setup setup;

	log_line(LOG_INFO, "claimd %s starts with %s", PACKAGE_VERSION, path);
	process_raise_files(conf->limits_connections);
	net_block_signals();
	if (!setup_net(conf, PACKAGE_VERSION, &setup, e))
		return false;
	if (!start_desk(conf, &daemon, e)) {
		setup_release(&setup);
		return false;
	}
	setup.net.service = desk_service(daemon.reload.desk);
	setup.net.reload = run_reload;
	setup.net.draining = draining;
	setup.net.ctx = &daemon;
	bool ok = net_start(&setup.net, &daemon.reload.net, e);
	if (ok)
		run(&daemon);
	/* The desk answers what it still has before the network goes. */
	desk_stop(daemon.reload.desk);
	net_free(daemon.reload.net);
	reload_release(&daemon.reload);
	setup_release(&setup);
	if (ok)
		log_line(LOG_INFO, "stopped");
	return ok;
}
