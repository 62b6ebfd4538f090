/*
 * load: requests over mutual TLS in a closed loop, each connection with a
 * number of them in flight; one JSON object with what it measured on stdout.
 *
 *   load [options] TEMPLATE
 *     -H HOST -p PORT       127.0.0.1 7443
 *     -C CERT -K KEY -A CA  PEM files of the client, and of the authority
 *     -c N  connections     -i N  requests in flight on each
 *     -d S  seconds         -w S  seconds of warm-up, not counted
 *     -r RUN   beginning of all ids (default: the time)
 *     -D DATE  for {date} (default: today)
 *     -n N  different insured, for whom the lines take turns
 *     --population N  instead of -n: N insured, each with medicines of his
 *           own (population.h), for whom `fill` has made histories
 *     -S SOCKET -1 COMMAND -2 COMMAND -N SWITCHES -P PARTS
 *           instead of -d: parts with and without switches of the
 *           snapshot, forth and back, as switcher.h has it; an object for
 *           each sort
 *
 * Fails when a connection broke, an error came back, or nothing did; with
 * switches also when something was put off.
 */
#include "switcher.h"

#include <getopt.h>
#include <inttypes.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Options without a letter. */
enum { POPULATION = 256 };

static const struct option long_options[] = {
    {"population", required_argument, NULL, POPULATION},
    {NULL, 0, NULL, 0},
};

struct options {
	const char *cert, *key, *ca;
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
	};
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
		s->switches = atoi(optarg);
		return s->switches > 0;
	case 'P':
		s->parts = atoi(optarg);
		return s->parts > 0;
	default:
		return false;
	}
}

static bool option(struct load *load, struct options *o, int opt)
{
	switch (opt) {
	case 'H':
		load->host = optarg;
		return true;
	case 'p':
		load->port = optarg;
		return true;
	case 'C':
		o->cert = optarg;
		return true;
	case 'K':
		o->key = optarg;
		return true;
	case 'A':
		o->ca = optarg;
		return true;
	case 'c':
		load->connections = atoi(optarg);
		return load->connections > 0;
	case 'i':
		load->in_flight = atoi(optarg);
		return load->in_flight > 0;
	case 'd':
		load->seconds = atof(optarg);
		return load->seconds > 0;
	case 'w':
		load->warm_up_s = atof(optarg);
		return true;
	case 'r':
		load->templates.run = optarg;
		return true;
	case 'D':
		load->templates.date = optarg;
		return true;
	case 'n':
	case POPULATION:
		load->templates.by_population = opt == POPULATION;
		load->templates.insured = strtoull(optarg, NULL, 10);
		return load->templates.insured > 0 &&
		       load->templates.insured <= POPULATION_INSURED_MAX;
	default:
		return switching_option(&o->switching, opt);
	}
}

static bool tls_open(struct load *load, const struct options *o)
{
	load->context = SSL_CTX_new(TLS_client_method());
	if (load->context == NULL || o->cert == NULL || o->key == NULL ||
	    o->ca == NULL) {
		fprintf(stderr, "load: -C, -K and -A are needed\n");
		return false;
	}
	SSL_CTX_set_verify(load->context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_read_ahead(load->context, 1);
	SSL_CTX_set_mode(load->context,
			 SSL_MODE_ENABLE_PARTIAL_WRITE |
			     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	if (SSL_CTX_load_verify_file(load->context, o->ca) == 1 &&
	    SSL_CTX_use_certificate_chain_file(load->context, o->cert) == 1 &&
	    SSL_CTX_use_PrivateKey_file(load->context, o->key,
					SSL_FILETYPE_PEM) == 1)
		return true;
	ERR_print_errors_fp(stderr);
	return false;
}

static void print_json_text(const char *text)
{
	putchar('"');
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			putchar('\\');
		putchar((unsigned char)*p < 0x20 ? ' ' : *p);
	}
	putchar('"');
}

/* What this process has used of the processors. */
static double cpu_ms(void)
{
	struct rusage used;

	if (getrusage(RUSAGE_SELF, &used) != 0)
		return 0;
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
}

static void print_result(const struct load *load, const struct result *r)
{
	static const struct {
		const char *name;
		unsigned permille;
	} points[] = {{"p50_us", 500},
		      {"p90_us", 900},
		      {"p99_us", 990},
		      {"p999_us", 999}};

	printf("{\"connections\":%d,\"in_flight\":%d,\"seconds\":%.2f,"
	       "\"replies\":%" PRIu64 ",\"per_second\":%.0f,"
	       "\"reply_bytes\":%" PRIu64,
	       load->connections, load->in_flight, r->elapsed_s,
	       r->latency.total, (double)r->latency.total / r->elapsed_s,
	       r->latency.total == 0 ? 0 : r->bytes / r->latency.total);
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		printf(",\"%s\":%" PRIu64, points[i].name,
		       histogram_at(&r->latency, points[i].permille));
	printf(",\"cpu_ms\":%.0f", cpu_ms());
	printf(",\"max_us\":%" PRIu64 ",\"approve\":%" PRIu64
	       ",\"partial\":%" PRIu64 ",\"deny\":%" PRIu64
	       ",\"retries\":%" PRIu64 ",\"errors\":%" PRIu64
	       ",\"other\":%" PRIu64 ",\"failures\":%" PRIu64,
	       r->latency.max_us, r->approve, r->partial, r->deny, r->retries,
	       r->errors, r->other, load->failures);
	if (r->first_error[0] != '\0') {
		printf(",\"first_error\":");
		print_json_text(r->first_error);
	}
	putchar('}');
}

/* The echo's answers are neither decisions nor errors: "other". */
static bool all_well(const struct result *r)
{
	return r->errors == 0 && r->latency.total > 0;
}

static bool run_timed(struct load *load)
{
	static struct result result;

	if (!load_run(load, &result))
		return false;
	print_result(load, &result);
	return all_well(&result);
}

static void print_switching(const struct load *load, const struct switching *s)
{
	printf("{\"without\":");
	print_result(load, &s->without);
	printf(",\"with\":");
	print_result(load, &s->with);
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
	return s->done == s->switches && all_well(&s->without) &&
	       all_well(&s->with) && s->without.retries + s->with.retries == 0;
}

int main(int argc, char **argv)
{
	static struct load load;
	static struct options o = {.switching = {.switches = 20, .parts = 5}};

	defaults(&load);
	for (int opt; (opt = getopt_long(argc, argv,
					 "H:p:C:K:A:c:i:d:w:r:D:n:S:1:2:N:P:",
					 long_options, NULL)) != -1;)
		if (!option(&load, &o, opt)) {
			fprintf(stderr, "load: wrong option; see load.c\n");
			return 2;
		}
	if (optind + 1 != argc) {
		fprintf(stderr, "load: name one file of request lines\n");
		return 2;
	}
	if (!templates_load(&load.templates, argv[optind]) ||
	    !tls_open(&load, &o))
		return 2;
	bool well = o.switching.socket == NULL
			? run_timed(&load)
			: run_switching(&load, &o.switching);
	putchar('\n');
	SSL_CTX_free(load.context);
	templates_free(&load.templates);
	return well && load.failures == 0 ? 0 : 1;
}
