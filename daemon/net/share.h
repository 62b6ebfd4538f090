/*
 * How many requests a connection may have under way, so that those who send
 * many at a time do not fill the queue for those who send one: connections
 * share IN_FLIGHT_SHARED. No clock: who asks is counted among the last
 * requests, since a connection with replies due is one that asks.
 * Inside daemon/net; of one I/O thread.
 */
#ifndef CLAIMD_NET_SHARE_H
#define CLAIMD_NET_SHARE_H

struct share {
	unsigned period; /* of SHARE_PERIOD requests */
	int requests;	 /* of this period */
	int asking;	 /* connections that sent one in this period, */
	int asked;	 /* and in the last one */
};

void share_init(struct share *share);
/* A connection sends a request; *period is the connection's, 0 at first. */
void share_count(struct share *share, unsigned *period);
/* What each may have under way: at least 1, and no bound for one alone. */
int share_each(const struct share *share);

#endif
