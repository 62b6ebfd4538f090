/*
 * The network's own limits, each with its reason; those that an operator sets
 * stand in conf.def.
 */
#ifndef CLAIMD_NET_LIMITS_H
#define CLAIMD_NET_LIMITS_H

enum {
	/* Unparseable lines in a row that a connection survives, plus one. */
	BAD_LINES_MAX = 3,
	/* How long a closing connection may take to read our last words. */
	LINGER_MS = 2000,
	/* How long a drain waits for replies and clients before it cuts. */
	DRAIN_MS = 20000,
	/* Reads of one connection in one turn, so that others come by. */
	READS_PER_TURN = 8,
	/* After so many lines the service is told to begin with them, though
	 * the turn of the loop goes on: they take as long as a sync. */
	LINES_PER_TURN = 16,
	/* Requests that the connections of an I/O thread may have under way in
	 * all, before those that have more than others wait: they take some
	 * five milliseconds, and make a sync cheap. */
	IN_FLIGHT_SHARED = 128,
	/* Among so many requests whoever has one under way is found. */
	SHARE_PERIOD = 2 * IN_FLIGHT_SHARED,
	/* What a connection keeps of a line that has not come whole takes at
	 * least this much. */
	LINE_BUFFER_FIRST = 4096,
	/* A reply's memory above this is not kept for the next one. */
	REPLY_KEPT_MAX = 4096,
	/* The same for what waits to be written. */
	OUTPUT_KEPT_MAX = 65536,
	/* Control connections at one time: operators, not pharmacies. */
	CONTROL_CONNECTIONS_MAX = 32,
	/* Lines of one control connection that wait for their replies. */
	CONTROL_IN_FLIGHT = 4,
	/* Accepted in one turn before events are looked at again. */
	ACCEPTS_PER_TURN = 64,
	/* Pause of accepting when the process has no descriptors left. */
	ACCEPT_PAUSE_MS = 100,
	/* I/O threads: one keeps some thousand connections busy. */
	THREADS_MAX = 64,
	/* Sockets that systemd may pass or a configuration may open. */
	LISTENERS_MAX = 8,
	/* Deadlines are looked at this often, at most and at least. */
	TICK_MIN_MS = 20,
	TICK_MAX_MS = 1000,
	/* How long a connection whose certificate is no longer admitted may
	 * take to hear the replies that it is owed. */
	REVOKED_MS = 3000,
	/* Live connections re-verified in one turn after a reload. */
	REVERIFY_PER_TURN = 16,
	/* While requests wait, a step of a handshake for so many of them: it
	 * takes a third of the I/O thread's time then. */
	REQUESTS_PER_HANDSHAKE = 32,
	/* After so long it is made however few they are: a slow disk is no
	 * reason to keep others out. */
	HANDSHAKE_WAIT_MS = 10,
	/* Certificates between a pharmacy's and our authority's. */
	CHAIN_DEPTH_MAX = 4,
	/* Bytes of all certificates that a client may show: a chain of that
	 * depth, and memory of a connection that nobody knows yet. */
	CERTIFICATES_MAX = 32768,
	/* OpenSSL's level of 112 bits: RSA-2048 and no RSA-1536, no
	 * curve of 192 bits, no SHA-1, no MD5. */
	SECURITY_LEVEL = 2,
	/* Refused connections that are logged, a second and thread. */
	REFUSALS_LOGGED = 10,
};

#endif
