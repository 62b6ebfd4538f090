#include "reload.h"

#include <stdio.h>

#include "net/log.h"
#include "process.h"
#include "wire/put.h"
#include "wire/reply.h"

/* What a reload would do, ready to be done. */
struct next {
	struct conf *conf;
	struct setup setup;
	struct conf_keys changed; /* since the last reload */
	struct conf_keys restart; /* since the start */
};

static bool prepare(const struct reload *reload, struct next *next,
		    struct err *e)
{
	const struct conf *now =
	    reload->conf != NULL ? reload->conf : reload->started;

	if (!conf_load(reload->path, &next->conf, e))
		return false;
	if (!setup_net(next->conf, PACKAGE_VERSION, &next->setup, e)) {
		conf_free(next->conf);
		return false;
	}
	conf_compare(now, next->conf, CONF_RELOAD, &next->changed);
	conf_compare(reload->started, next->conf, CONF_START, &next->restart);
	return true;
}

static void discard(struct next *next)
{
	setup_release(&next->setup);
	conf_free(next->conf);
}

/* Nothing here can fail. */
static void apply(struct reload *reload, const struct next *next)
{
	struct desk_trust trust = setup_trust(next->conf);

	process_raise_files(next->conf->limits_connections);
	desk_believe(reload->desk, &trust);
	desk_queue(reload->desk, (size_t)next->conf->limits_queue);
	setup_log(next->conf);
	/* The network has let go of what the last one brought. */
	reload_release(reload);
	reload->conf = next->conf;
	reload->setup = next->setup;
}

static void append_keys(struct text *out, const struct conf_keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		text_str(out, i > 0 ? ", " : "");
		text_str(out, keys->names[i]);
	}
}

static void log_done(const struct next *next, const char *asked_by)
{
	char memory[2048];
	struct text keys;

	setup_warn(next->conf);
	text_init(&keys, memory, sizeof(memory));
	append_keys(&keys, &next->changed);
	log_line(LOG_INFO,
		 "reloaded (%s): certificates, revocation list and clients "
		 "were read again; changed: %s",
		 asked_by, next->changed.count > 0 ? memory : "no key");
	if (next->restart.count == 0)
		return;
	text_init(&keys, memory, sizeof(memory));
	append_keys(&keys, &next->restart);
	log_line(LOG_WARNING, "reload: changed, but needs a restart: %s",
		 memory);
}

static void write_restart(const struct next *next, struct text *reply)
{
	const struct conf_keys *keys = &next->restart;

	put_name(reply, "restart");
	text_char(reply, '[');
	for (size_t i = 0; i < keys->count; i++) {
		text_str(reply, i > 0 ? ",{\"key\":" : "{\"key\":");
		text_json_string(reply, keys->names[i]);
		put_int(reply, "line", conf_line(next->conf, keys->names[i]));
		text_char(reply, '}');
	}
	text_char(reply, ']');
}

static void write_done(const struct next *next, struct text *reply)
{
	const struct conf_keys *keys = &next->changed;

	text_str(reply, "{\"ok\":true");
	put_str(reply, "conf", next->conf->path);
	put_name(reply, "changed");
	text_char(reply, '[');
	for (size_t i = 0; i < keys->count; i++) {
		text_str(reply, i > 0 ? "," : "");
		text_json_string(reply, keys->names[i]);
	}
	text_char(reply, ']');
	write_restart(next, reply);
	text_char(reply, '}');
}

static void refuse(const struct err *cause, const char *asked_by,
		   struct text *reply)
{
	struct err e;

	log_line(LOG_ERR, "reload (%s): nothing changed: %s", asked_by,
		 cause->message);
	(void)err_set(&e, ERR_RELOAD_REFUSED, "nothing changed: %s",
		      cause->message);
	reply_error(reply, "", &e);
}

static bool take_over(struct reload *reload, struct next *next, struct err *e)
{
	if (!prepare(reload, next, e))
		return false;
	if (net_reload(reload->net, &next->setup.net, e))
		return true;
	conf_place(next->conf, e);
	discard(next);
	return false;
}

void reload_run(struct reload *reload, const char *asked_by, struct text *reply)
{
	struct next next;
	struct err e;

	process_reloading();
	if (take_over(reload, &next, &e)) {
		apply(reload, &next);
		log_done(&next, asked_by);
		write_done(&next, reply);
	} else {
		refuse(&e, asked_by, reply);
	}
	process_ready();
}

void reload_release(struct reload *reload)
{
	if (reload->conf == NULL)
		return;
	setup_release(&reload->setup);
	conf_free(reload->conf);
	reload->conf = NULL;
}
