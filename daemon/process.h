/* What a daemon does to its own process. Before threads start. */
#ifndef CLAIMD_PROCESS_H
#define CLAIMD_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * No core dumps and no other process that looks in (requests bear a BSN), new
 * files for this user alone, the clock of Europe/Amsterdam, no SIGPIPE.
 */
void process_harden(void);

/* Descriptors for that many connections; warns when they cannot be had. */
void process_raise_files(int64_t connections);

/*
 * Continues in the background; the process that called waits for
 * process_ready and then exits with 0, or with 1 when the other one ends
 * without.
 */
MUSTCHECK bool process_background(struct err *e);

/* Tells whoever waits: the parent, and systemd (NOTIFY_SOCKET); ready also
 * when a reload is over, whatever came of it. One thread. */
void process_ready(void);
void process_reloading(void);
void process_stopping(void);

#endif
