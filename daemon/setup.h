/* From the configuration to what desk and network are started with. */
#ifndef CLAIMD_SETUP_H
#define CLAIMD_SETUP_H

#include "conf.h"
#include "desk/desk.h"
#include "net/net.h"

/*
 * The lists that the network's configuration points to; it needs conf too as
 * long as it lives.
 */
struct setup {
	struct net_client *clients;
	unsigned *uids;
	struct net_config net;
};

/* Fills all but service and the call-backs. Release with setup_release; on
 * failure, for want of memory, nothing is left to release. */
MUSTCHECK bool setup_net(const struct conf *conf, const char *version,
			 struct setup *setup, struct err *e);
void setup_release(struct setup *setup);

/* Which snapshots are believed; the texts stay the configuration's. */
struct desk_trust setup_trust(const struct conf *conf);

/* Fills all but the call-backs. */
void setup_desk(const struct conf *conf, const char *version,
		struct desk_config *desk);

/* Warns about what is legal and odd. */
void setup_warn(const struct conf *conf);

/* log.level and log.format take effect. */
void setup_log(const struct conf *conf);

#endif
