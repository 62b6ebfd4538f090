/* The load generator: connections in a closed loop over mutual TLS. */
#ifndef CLAIMD_BENCH_LOAD_H
#define CLAIMD_BENCH_LOAD_H

#include <openssl/ssl.h>
#include <stdatomic.h>

#include "histogram.h"
#include "template.h"

struct load {
	const char *host, *port;
	int connections, in_flight;
	double warm_up_s, seconds;
	struct templates templates;
	SSL_CTX *context;
	atomic_uint_fast64_t next; /* number of the next request */
};

/* What came back after the warm-up. */
struct result {
	struct histogram latency;
	uint64_t approve, partial, deny, retries, errors, other, bytes;
	uint64_t failures; /* connections that broke */
	double elapsed_s;
	char first_error[256];
};

/*
 * Opens connections one after the other, runs for the time given, fills
 * *result. False and a message on stderr when not one could be opened.
 */
bool load_run(struct load *load, struct result *result);

#endif
