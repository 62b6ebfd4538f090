/* The load generator: connections in a closed loop over mutual TLS. */
#ifndef CLAIMD_BENCH_LOAD_H
#define CLAIMD_BENCH_LOAD_H

#include <openssl/ssl.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "histogram.h"
#include "template.h"

/* What came back of the requests that were sent in one part of a run. */
struct result {
	struct histogram latency;
	uint64_t approve, partial, deny, retries, errors, other, bytes;
	uint64_t began_us;
	double elapsed_s;
	double client_cpu_ms, server_cpu_ms; /* 0: not measured */
	char first_error[256];
};

struct load {
	const char *host, *port;
	int connections, in_flight;
	double warm_up_s, seconds;
	struct templates templates;
	SSL_CTX *context;
	/* What another protocol than claimd's has (load.c). */
	char end;	  /* of each reply */
	bool greets;	  /* a line comes before the first request */
	const char *good; /* every reply begins so; NULL: claimd's words */
	/* Connections beside those that are measured. */
	int idle, deaf;
	pid_t server; /* whose processor time is told; 0: nobody's */

	atomic_uint_fast64_t next; /* number of the next request */
	uint64_t failures;	   /* connections that broke */
	uint64_t idle_closed, deaf_sent, deaf_closed;
	/* Where requests that are sent now count; NULL: nowhere. */
	struct result *_Atomic counting;
	/* The run is over. */
	atomic_bool ended;
};

uint64_t load_now_us(void);

/* Handles what comes until then, or until there is no use in going on. */
typedef void load_until(struct load *load, int epoll, uint64_t end_us);

/* Warms up, and then fills *result with what the time given brings. */
void load_timed(struct load *load, int epoll, load_until *until,
		struct result *result);

/*
 * Opens connections, warms up, and runs for the time given: fills *result.
 * With NULL whoever sets load->counting decides what counts, and sets
 * load->ended. False and a message on stderr when a connection could not be
 * opened.
 */
bool load_run(struct load *load, struct result *result);

/*
 * Instead: connections that shake hands, are greeted and close, as many at a
 * time as load->connections. Of each, *result has the latency.
 */
bool load_handshakes(struct load *load, struct result *result);

#endif
