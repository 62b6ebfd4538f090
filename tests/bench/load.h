/* The load generator: connections in a closed loop over mutual TLS. */
#ifndef CLAIMD_BENCH_LOAD_H
#define CLAIMD_BENCH_LOAD_H

#include <openssl/ssl.h>
#include <stdatomic.h>

#include "histogram.h"
#include "template.h"

/* What came back of the requests that were sent in one part of a run. */
struct result {
	struct histogram latency;
	uint64_t approve, partial, deny, retries, errors, other, bytes;
	double elapsed_s;
	char first_error[256];
};

struct load {
	const char *host, *port;
	int connections, in_flight;
	double warm_up_s, seconds;
	struct templates templates;
	SSL_CTX *context;
	atomic_uint_fast64_t next; /* number of the next request */
	uint64_t failures;	   /* connections that broke */
	/* Where requests that are sent now count; NULL: nowhere. */
	struct result *_Atomic counting;
	/* The run is over. */
	atomic_bool ended;
};

/*
 * Opens connections one after the other, warms up, and runs for the time
 * given: fills *result. With NULL whoever sets load->counting decides what
 * counts, and sets load->ended. False and a message on stderr when a
 * connection could not be opened.
 */
bool load_run(struct load *load, struct result *result);

#endif
