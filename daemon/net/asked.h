/*
 * Connections of claimctl that asked for a reload: any thread may ask, the
 * thread of net_run answers. It owns no memory but its own.
 */
#ifndef CLAIMD_NET_ASKED_H
#define CLAIMD_NET_ASKED_H

#include <pthread.h>
#include <stdbool.h>

#include "base/text.h"
#include "desk/caller.h"
#include "net/limits.h"

enum {
	/* All that control connections can ask for at one time. */
	ASKED_MAX = CONTROL_CONNECTIONS_MAX * CONTROL_IN_FLIGHT,
};

struct asked {
	pthread_mutex_t mutex;
	struct caller *callers[ASKED_MAX];
	int count;
	bool closed;
	int eventfd; /* readable when somebody asked */
};

void asked_init(struct asked *asked);
void asked_release(struct asked *asked);

/* Any thread. Once it is closed the caller hears of the drain at once. */
void asked_add(struct asked *asked, struct caller *caller);

/* Takes those who have asked until now; how many there are. */
int asked_take(struct asked *asked, struct caller *callers[ASKED_MAX]);
/* The same words to each. */
void asked_answer(struct caller *const callers[], int count,
		  const struct text *reply);
/* Nothing is reloaded any more: whoever asks is told so. */
void asked_close(struct asked *asked);

#endif
