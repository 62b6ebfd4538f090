#include "net/net.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/ensure.h"
#include "net/acceptor.h"
#include "net/limits.h"
#include "net/log.h"

/* A path, the table's keys, and a message. */
enum { RELOAD_REPLY_MAX = 64 * 1024 };

static void reload(struct net *net, const char *asked_by,
		   struct caller *const callers[], int count)
{
	char memory[RELOAD_REPLY_MAX];
	struct text reply;

	text_init(&reply, memory, sizeof(memory));
	net->config.reload(net->config.ctx, asked_by, &reply);
	asked_answer(callers, count, &reply);
}

/* Those who asked before it begins are answered by one. */
static void on_reload(evutil_socket_t fd, short what, void *arg)
{
	struct caller *callers[ASKED_MAX];
	struct net *net = arg;

	(void)fd;
	(void)what;
	int count = asked_take(&net->asked, callers);
	if (count > 0)
		reload(net, "claimctl", callers, count);
}

static void on_signal(evutil_socket_t fd, short what, void *arg)
{
	struct net *net = arg;
	struct signalfd_siginfo info;

	(void)what;
	if (read(fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (info.ssi_signo != SIGHUP)
		net_drain(net);
	else if (net->config.reload != NULL)
		reload(net, "SIGHUP", NULL, 0);
}

static void on_drain(evutil_socket_t fd, short what, void *arg)
{
	struct net *net = arg;

	(void)fd;
	(void)what;
	event_base_loopbreak(net->base);
}

static sigset_t our_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	return set;
}

void net_block_signals(void)
{
	sigset_t set = our_signals();

	ensure(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
}

static int signals_open(void)
{
	sigset_t set = our_signals();

	net_block_signals();
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void watch(struct net *net, struct event *event, int fd,
		  event_callback_fn callback)
{
	ensure(fd >= 0);
	ensure(event_assign(event, net->base, fd, EV_READ | EV_PERSIST,
			    callback, net) == 0);
	ensure(event_add(event, NULL) == 0);
}

static bool open_sockets(struct net *net, struct err *e)
{
	const struct net_config *config = &net->config;

	if (!listeners_open(config->address, config->port, config->backlog,
			    &net->listeners, e))
		return false;
	if (config->control_path == NULL)
		return true;
	net->control_fd = control_listen(config->control_path, e);
	return net->control_fd >= 0;
}

static int thread_count(int wanted)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	ensure(wanted <= THREADS_MAX);
	if (wanted > 0)
		return wanted;
	int rest = processors > 2 ? (int)processors - 1 : 1;
	return rest < THREADS_MAX ? rest : THREADS_MAX;
}

static bool start_threads(struct net *net, struct err *e)
{
	int wanted = thread_count(net->config.threads);

	net->ios = calloc((size_t)wanted, sizeof(*net->ios));
	ensure(net->ios != NULL);
	while (net->io_count < wanted) {
		if (!io_start(&net->ios[net->io_count], &net->shared,
			      &net->config.limits, net->tls, e))
			return false;
		net->io_count++;
	}
	return true;
}

static void stop_threads(struct net *net)
{
	for (int i = 0; i < net->io_count; i++)
		io_drain(&net->ios[i]);
	for (int i = 0; i < net->io_count; i++)
		io_join(&net->ios[i]);
	net->stopped = true;
}

bool net_start(const struct net_config *config, struct net **out, struct err *e)
{
	struct net *net = calloc(1, sizeof(*net));

	ensure(net != NULL);
	net->config = *config;
	net->control_fd = -1;
	net->shared = (struct shared){
	    .service = config->service,
	    .version = config->version,
	};
	net->base = event_base_new();
	ensure(net->base != NULL);
	watch(net, &net->signal, signals_open(), on_signal);
	watch(net, &net->drain, eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
	      on_drain);
	asked_init(&net->asked);
	watch(net, &net->reload, net->asked.eventfd, on_reload);
	if (tls_create(&config->tls, &net->tls, e) && open_sockets(net, e) &&
	    start_threads(net, e)) {
		*out = net;
		return true;
	}
	net_free(net);
	return false;
}

void net_run(struct net *net)
{
	acceptor_start(net);
	ensure(event_base_dispatch(net->base) == 0);
	log_line(LOG_INFO, "draining");
	if (net->config.draining != NULL)
		net->config.draining(net->config.ctx);
	acceptor_stop(net);
	event_del(&net->reload);
	asked_close(&net->asked);
	stop_threads(net);
}

void net_drain(struct net *net)
{
	ensure(eventfd_write(event_get_fd(&net->drain), 1) == 0);
}

void net_ask_reload(struct net *net, struct caller *caller)
{
	ensure(net->config.reload != NULL);
	asked_add(&net->asked, caller);
}

/* One for each I/O thread; false without memory, and then none. */
static bool make_settings(const struct net *net, struct tls *tls,
			  const struct net_limits *limits,
			  struct settings *out[THREADS_MAX])
{
	for (int i = 0; i < net->io_count; i++) {
		out[i] = settings_new(tls, limits);
		if (out[i] != NULL)
			continue;
		while (i-- > 0)
			settings_free(out[i]);
		return false;
	}
	return true;
}

/* All that can fail comes before the first thing that changes. */
bool net_reload(struct net *net, const struct net_config *config, struct err *e)
{
	struct settings *settings[THREADS_MAX];
	struct tls *fresh;

	if (!tls_create(&config->tls, &fresh, e))
		return false;
	if (!make_settings(net, fresh, &config->limits, settings)) {
		tls_release(fresh);
		return err_set(e, ERR_FAILED, "out of memory");
	}
	for (int i = 0; i < net->io_count; i++)
		io_give_settings(&net->ios[i], settings[i]);
	tls_release(net->tls);
	net->tls = fresh;
	net->config.limits = config->limits;
	net->config.control_uids = config->control_uids;
	net->config.control_uid_count = config->control_uid_count;
	return true;
}

int net_port(const struct net *net)
{
	return net->listeners.port;
}

const char *net_address(const struct net *net)
{
	return net->listeners.address;
}

void net_status(struct net *net, struct text *out)
{
	uint64_t sums[STAT_COUNT] = {0};

	text_str(out, "\"address\":");
	text_json_string(out, net->listeners.address);
	text_str(out, ",\"port\":");
	text_int(out, net->listeners.port);
	text_str(out, ",\"pid\":");
	text_int(out, getpid());
	text_str(out, ",\"threads\":");
	text_int(out, net->io_count);
	text_str(out, ",\"connections\":");
	text_int(out, atomic_load(&net->shared.pharmacies));
	text_str(out, ",\"control_connections\":");
	text_int(out, atomic_load(&net->shared.controls));
	text_char(out, ',');
	stats_sum(&net->stats, sums);
	for (int i = 0; i < net->io_count; i++)
		stats_sum(&net->ios[i].stats, sums);
	stats_write(out, sums);
}

static void unwatch(struct event *event)
{
	int fd = event_get_fd(event);

	event_del(event);
	close(fd);
}

void net_free(struct net *net)
{
	if (net == NULL)
		return;
	if (!net->stopped)
		stop_threads(net);
	acceptor_stop(net);
	for (int i = 0; i < net->io_count; i++)
		io_release(&net->ios[i]);
	free(net->ios);
	unwatch(&net->signal);
	unwatch(&net->drain);
	event_del(&net->reload);
	asked_release(&net->asked);
	tls_release(net->tls);
	event_base_free(net->base);
	free(net);
}
