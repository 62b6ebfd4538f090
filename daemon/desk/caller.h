/*
 * daemon/desk: the adjudication thread. It owns ledger and snapshot, takes
 * what waits, decides, commits once, answers. It knows nothing of sockets.
 *
 * caller.h: whoever waits for an answer.
 */
#ifndef CLAIMD_DESK_CALLER_H
#define CLAIMD_DESK_CALLER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"

/*
 * Embedded in a request's place in its connection. The desk calls reply
 * exactly once, from any thread; bytes (one line without LF) are copied
 * before it returns, and the caller must not be touched afterwards.
 *
 * more: this thread replies to somebody else at once. The reply may wait for
 * that one, so that an I/O thread wakes up once for the replies of a batch;
 * the last one must say false.
 */
struct caller {
	char pharmacy[LEN_AGB + 1]; /* empty: the control socket */
	void (*reply)(struct caller *caller, const char *bytes, size_t len,
		      bool more);
};

#endif
