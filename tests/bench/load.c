/*
 * load: requests over mutual TLS in a closed loop, each connection with a
 * number of them in flight; one JSON object with what it measured on stdout.
 *
 *   load [options] TEMPLATE
 *     -H HOST -p PORT       127.0.0.1 7443
 *     -A CA -C CERT -K KEY  PEM files of the authority, and of the client;
 *                           only -A is always needed
 *     -c N  connections     -i N  requests in flight on each
 *     -d S  seconds         -w S  seconds of warm-up, not counted
 *     -r RUN   beginning of all ids (default: the time)
 *     -D DATE  for {date} (default: today)
 *     -n N  different insured, for whom the lines take turns
 *     --population N  instead of -n: N insured, each with medicines of his
 *           own (population.h), for whom `fill` has made histories
 *     --server PID    tells what this process used of the processors
 *     -S SOCKET -1 COMMAND -2 COMMAND -N SWITCHES -P PARTS
 *           instead of -d: parts with and without switches of the
 *           snapshot, forth and back, as switcher.h has it; an object for
 *           each sort
 *
 *   Other servers than claimd:
 *     --end BYTE    the byte that ends a reply: a character, \n, or \xHH.
 *           Then no greeting is awaited, lines of the template have escapes
 *           (\r \n \t \\ \xHH) and no LF of their own, {id-length} is the
 *           length of {id}, and {filler:N} are N bytes
 *     --good TEXT   all replies begin so; others are errors
 *
 *   What else is connected meanwhile:
 *     --idle N      connections that stay silent; a line on stderr says
 *           when all are open. idle_closed: those that the server closed
 *     --deaf N      connections that send all the time and never read
 *
 *   load --handshakes [options]: no requests (and no TEMPLATE), but
 *   connections, -c of them at a time, that shake hands, are greeted and
 *   close: per_second and the latencies are those of handshakes.
 *
 * quantiles are pairs of permille and microseconds: the distribution.
 * client_us is this program's own processor time for each reply; cpu_ms all
 * that it used, server_us that of --server. TLS is 1.3 with AES-128-GCM.
 * Fails when a connection broke (deaf and idle ones may), an error came back,
 * or nothing did; with switches also when something was put off.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "reply.h"
#include "switcher.h"

/* Options without a letter. */
enum { POPULATION = 256, SERVER, END, GOOD, IDLE, DEAF, HANDSHAKES };

static const char letters[] = "H:p:C:K:A:c:i:d:w:r:D:n:S:1:2:N:P:";
static const struct option words[] = {
    {"population", required_argument, NULL, POPULATION},
    {"server", required_argument, NULL, SERVER},
    {"end", required_argument, NULL, END},
    {"good", required_argument, NULL, GOOD},
    {"idle", required_argument, NULL, IDLE},
    {"deaf", required_argument, NULL, DEAF},
    {"handshakes", no_argument, NULL, HANDSHAKES},
    {NULL, 0, NULL, 0},
};

struct options {
	const char *cert, *key, *ca;
	bool handshakes;
	struct switching switching;
};

static char default_run[32], default_date[16];

static void defaults(struct load *load)
{
	time_t now = time(NULL);
	struct tm tm;

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	localtime_r(&now, &tm);
	strftime(default_date, sizeof(default_date), "%Y-%m-%d", &tm);
	snprintf(default_run, sizeof(default_run), "b%" PRIx64 "-%x",
		 (int64_t)now, (unsigned)getpid());
	*load = (struct load){
	    .host = "127.0.0.1",
	    .port = "7443",
	    .connections = 16,
	    .in_flight = 1,
	    .warm_up_s = 1,
	    .seconds = 5,
	    .templates = {.run = default_run,
			  .date = default_date,
			  .insured = 100000},
	    .end = '\n',
	    .greets = true,
	};
}

static bool set_number(const char *text, int min, int *out)
{
	*out = atoi(text);
	return *out >= min;
}

static bool switching_option(struct switching *s, int opt)
{
	switch (opt) {
	case 'S':
		s->socket = optarg;
		return true;
	case '1':
		s->commands[0] = optarg;
		return true;
	case '2':
		s->commands[1] = optarg;
		return true;
	case 'N':
		return set_number(optarg, 1, &s->switches);
	case 'P':
		return set_number(optarg, 1, &s->parts);
	default:
		return false;
	}
}

static bool set_insured(struct templates *templates, bool by_population)
{
	templates->by_population = by_population;
	templates->insured = strtoull(optarg, NULL, 10);
	return templates->insured > 0 &&
	       templates->insured <= POPULATION_INSURED_MAX;
}

static bool set_end(struct load *load)
{
	const char *text = optarg;

	load->greets = false;
	load->templates.raw = true;
	return template_byte(&text, &load->end) && *text == '\0';
}

/* What is sent, and what comes back. */
static bool request_option(struct load *load, int opt)
{
	switch (opt) {
	case 'r':
		load->templates.run = optarg;
		return true;
	case 'D':
		load->templates.date = optarg;
		return true;
	case 'n':
	case POPULATION:
		return set_insured(&load->templates, opt == POPULATION);
	case END:
		return set_end(load);
	case GOOD:
		load->good = optarg;
		return true;
	default:
		return false;
	}
}

static bool run_option(struct load *load, int opt)
{
	switch (opt) {
	case 'H':
		load->host = optarg;
		return true;
	case 'p':
		load->port = optarg;
		return true;
	case 'c':
		return set_number(optarg, 1, &load->connections);
	case 'i':
		return set_number(optarg, 1, &load->in_flight);
	case 'd':
		load->seconds = atof(optarg);
		return load->seconds > 0;
	case 'w':
		load->warm_up_s = atof(optarg);
		return true;
	case IDLE:
		return set_number(optarg, 0, &load->idle);
	case DEAF:
		return set_number(optarg, 0, &load->deaf);
	case SERVER:
		return set_number(optarg, 1, &load->server);
	default:
		return request_option(load, opt);
	}
}

static bool option(struct load *load, struct options *o, int opt)
{
	switch (opt) {
	case 'C':
		o->cert = optarg;
		return true;
	case 'K':
		o->key = optarg;
		return true;
	case 'A':
		o->ca = optarg;
		return true;
	case HANDSHAKES:
		o->handshakes = true;
		return true;
	default:
		return switching_option(&o->switching, opt) ||
		       run_option(load, opt);
	}
}

static bool run_timed(struct load *load, bool handshakes)
{
	static struct result result;

	if (!(handshakes ? load_handshakes : load_run)(load, &result))
		return false;
	result_print(load, &result);
	return result_is_well(&result);
}

static void print_switching(const struct load *load, const struct switching *s)
{
	printf("{\"without\":");
	result_print(load, &s->without);
	printf(",\"with\":");
	result_print(load, &s->with);
	printf(",\"switches\":%d,\"switch_p50_us\":%" PRIu64
	       ",\"switch_max_us\":%" PRIu64 "}",
	       s->done, histogram_at(&s->taken, 500), s->taken.max_us);
}

static bool run_switching(struct load *load, struct switching *s)
{
	if (!switching_start(s, load))
		return false;
	bool ran = load_run(load, NULL);
	atomic_store(&load->ended, true);
	if (!switching_join())
		fprintf(stderr, "load: not switched: %s\n", s->failure);
	if (!ran)
		return false;
	print_switching(load, s);
	return s->done == s->switches && result_is_well(&s->without) &&
	       result_is_well(&s->with) &&
	       s->without.retries + s->with.retries == 0;
}

static int run(struct load *load, struct options *o)
{
	load->context = client_context(o->ca, o->cert, o->key);
	if (load->context == NULL)
		return 2;
	bool well = o->switching.socket == NULL
			? run_timed(load, o->handshakes)
			: run_switching(load, &o->switching);
	putchar('\n');
	SSL_CTX_free(load->context);
	templates_free(&load->templates);
	return well && load->failures == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	static struct load load;
	static struct options o = {.switching = {.switches = 20, .parts = 5}};

	defaults(&load);
	for (int opt;
	     (opt = getopt_long(argc, argv, letters, words, NULL)) != -1;)
		if (!option(&load, &o, opt)) {
			fprintf(stderr, "load: wrong option; see load.c\n");
			return 2;
		}
	if (o.ca == NULL || optind + (o.handshakes ? 0 : 1) != argc) {
		fprintf(stderr,
			"load: -A and one file of request lines are needed\n");
		return 2;
	}
	if (!o.handshakes && !templates_load(&load.templates, argv[optind]))
		return 2;
	return run(&load, &o);
}
