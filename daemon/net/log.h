/*
 * daemon/net: sockets, TLS, connections and their threads; it owns libevent
 * and libssl, hands lines to a service and knows nothing of claims.
 *
 * log.h: one line a message, to standard error. Never a BSN, never what a
 * request or a reply says. Any thread.
 */
#ifndef CLAIMD_NET_LOG_H
#define CLAIMD_NET_LOG_H

#include <stdbool.h>
#include <syslog.h>

#include "base/attr.h"

/* Messages less urgent than priority are dropped. Any thread, any time. */
void log_setup(int priority, bool json);

/* priority as in syslog.h: LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG. */
void log_line(int priority, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
