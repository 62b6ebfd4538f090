/*
 * The configuration again, while claimd serves: all of it that need not wait
 * for a start takes effect, or nothing does. On the thread of net_run.
 */
#ifndef CLAIMD_RELOAD_H
#define CLAIMD_RELOAD_H

#include "setup.h"

struct reload {
	const char *path;
	const struct conf *started; /* by which claimd was started */
	struct desk *desk;
	struct net *net;
	/* What the last reload took over, and desk and network point to;
	 * NULL: there was none yet. */
	struct conf *conf;
	struct setup setup;
};

/*
 * Reads the configuration and all that it names; reply becomes an answer of
 * the control socket (desk/control.h), the log has the same in words.
 */
void reload_run(struct reload *reload, const char *asked_by,
		struct text *reply);

/* After desk and network have ended. */
void reload_release(struct reload *reload);

#endif
