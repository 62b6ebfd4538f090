#include "reply.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* What is looked for stands near the beginning of a reply. */
enum { HEAD_MAX = 160 };

static bool begins_with(const char *at, size_t len, const char *word)
{
	size_t word_len = strlen(word);

	return len >= word_len && memcmp(at, word, word_len) == 0;
}

static void count_error(struct result *r, const char *reply, size_t len)
{
	r->errors++;
	if (r->first_error[0] == '\0')
		snprintf(r->first_error, sizeof(r->first_error), "%.*s",
			 (int)(len < 250 ? len : 250), reply);
}

static void count_outcome(struct result *r, const char *word, size_t len)
{
	r->approve += begins_with(word, len, "approve");
	r->partial += begins_with(word, len, "partial");
	r->deny += begins_with(word, len, "deny");
}

void reply_count(struct result *r, const char *good, const char *reply,
		 size_t len)
{
	static const char outcome[] = "\"outcome\":\"";
	size_t head = len < HEAD_MAX ? len : HEAD_MAX;

	if (good != NULL) {
		if (begins_with(reply, len, good))
			r->other++;
		else
			count_error(r, reply, len);
		return;
	}
	const char *at = memmem(reply, head, outcome, sizeof(outcome) - 1);
	if (at != NULL) {
		at += sizeof(outcome) - 1;
		count_outcome(r, at, (size_t)(reply + len - at));
	} else if (memmem(reply, head, "\"retry\":", 8) != NULL) {
		r->retries++;
	} else if (memmem(reply, head, "\"error\":", 8) != NULL) {
		count_error(r, reply, len);
	} else {
		r->other++;
	}
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

static void print_latencies(const struct result *r)
{
	static const struct {
		const char *name;
		unsigned permille;
	} points[] = {{"p50_us", 500},
		      {"p90_us", 900},
		      {"p99_us", 990},
		      {"p999_us", 999}};

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		printf(",\"%s\":%" PRIu64, points[i].name,
		       histogram_at(&r->latency, points[i].permille));
}

/* The distribution, denser towards its end. */
static void print_quantiles(const struct result *r)
{
	static const unsigned permilles[] = {
	    1,	 10,  50,  100, 150, 200, 250, 300, 350, 400, 450,
	    500, 550, 600, 650, 700, 750, 800, 850, 900, 925, 950,
	    960, 970, 980, 985, 990, 992, 994, 996, 998, 999};

	printf(",\"quantiles\":");
	for (size_t i = 0; i < sizeof(permilles) / sizeof(permilles[0]); i++)
		printf("%c[%u,%" PRIu64 "]", i == 0 ? '[' : ',', permilles[i],
		       histogram_at(&r->latency, permilles[i]));
	putchar(']');
}

static void print_beside(const struct load *load)
{
	if (load->idle > 0)
		printf(",\"idle\":%d,\"idle_closed\":%" PRIu64, load->idle,
		       load->idle_closed);
	if (load->deaf > 0)
		printf(",\"deaf\":%d,\"deaf_sent\":%" PRIu64
		       ",\"deaf_closed\":%" PRIu64,
		       load->deaf, load->deaf_sent, load->deaf_closed);
}

static void print_cpu_of_each(const char *name, double ms, uint64_t replies)
{
	if (ms > 0 && replies > 0)
		printf(",\"%s\":%.2f", name, ms * 1e3 / (double)replies);
}

void result_print(const struct load *load, const struct result *r)
{
	uint64_t replies = r->latency.total;

	printf("{\"connections\":%d,\"in_flight\":%d,\"seconds\":%.2f,"
	       "\"replies\":%" PRIu64 ",\"per_second\":%.0f,"
	       "\"reply_bytes\":%" PRIu64,
	       load->connections, load->in_flight, r->elapsed_s, replies,
	       (double)replies / r->elapsed_s,
	       replies == 0 ? 0 : r->bytes / replies);
	print_latencies(r);
	printf(",\"cpu_ms\":%.0f", cpu_ms());
	print_cpu_of_each("client_us", r->client_cpu_ms, replies);
	print_cpu_of_each("server_us", r->server_cpu_ms, replies);
	printf(",\"max_us\":%" PRIu64 ",\"approve\":%" PRIu64
	       ",\"partial\":%" PRIu64 ",\"deny\":%" PRIu64
	       ",\"retries\":%" PRIu64 ",\"errors\":%" PRIu64
	       ",\"other\":%" PRIu64 ",\"failures\":%" PRIu64,
	       r->latency.max_us, r->approve, r->partial, r->deny, r->retries,
	       r->errors, r->other, load->failures);
	print_quantiles(r);
	print_beside(load);
	if (r->first_error[0] != '\0') {
		printf(",\"first_error\":");
		print_json_text(r->first_error);
	}
	putchar('}');
}

bool result_is_well(const struct result *r)
{
	return r->errors == 0 && r->latency.total > 0;
}
