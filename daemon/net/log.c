#include "net/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

/* A reload changes them while threads log. */
static atomic_int least_urgent = LOG_INFO;
static atomic_bool as_json;

void log_setup(int priority, bool json)
{
	least_urgent = priority;
	as_json = json;
}

static const char *priority_name(int priority)
{
	if (priority <= LOG_ERR)
		return "error";
	if (priority == LOG_WARNING)
		return "warning";
	return priority == LOG_DEBUG ? "debug" : "info";
}

static void utc_now(char out[32])
{
	struct timespec now;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	size_t len = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + len, 32 - len, ".%03ldZ", now.tv_nsec / 1000000);
}

static void write_text(struct text *t, int priority, const char *message)
{
	text_str(t, " ");
	text_str(t, priority_name(priority));
	text_str(t, ": ");
	for (const char *p = message; *p != '\0'; p++)
		text_char(t, (unsigned char)*p < 0x20 ? ' ' : *p);
}

static void write_json(struct text *t, int priority, const char *message)
{
	text_str(t, "\",\"level\":\"");
	text_str(t, priority_name(priority));
	text_str(t, "\",\"message\":");
	text_json_string(t, message);
	text_char(t, '}');
}

void log_line(int priority, const char *fmt, ...)
{
	char message[1024], line[4096], now[32];
	struct text t;
	va_list args;

	if (priority > least_urgent)
		return;
	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	utc_now(now);
	text_init(&t, line, sizeof(line) - 1);
	bool json = as_json;
	if (json)
		text_str(&t, "{\"time\":\"");
	text_str(&t, now);
	(json ? write_json : write_text)(&t, priority, message);
	line[t.len] = '\n';
	/* One write: lines of several threads do not mix. There is nobody to
	 * tell when it fails. */
	ssize_t written = write(STDERR_FILENO, line, t.len + 1);
	(void)written;
}
