/*
 * Rows of trace as bytes. Those of one patient, topic, code and form stand one
 * behind the other, in the order in which they came; what these four say is
 * not among the bytes. Inside lib/store; no state.
 */
#ifndef CLAIMD_STORE_LEDGER_PACK_H
#define CLAIMD_STORE_LEDGER_PACK_H

#include "store/ledger_recent.h"

enum {
	PACKED_INT_MAX = 10,
	PACKED_INTS = 8,
	PACKED_TEXTS = 3,
	PACKED_TEXT_MAX = LEN_EVENT, /* the longest of them */
	PACKED_ROW_MAX = 1 + PACKED_INTS * PACKED_INT_MAX +
			 PACKED_TEXTS * (1 + PACKED_TEXT_MAX),
};

/* At most PACKED_ROW_MAX bytes; returns where they end. */
uint8_t *row_pack(uint8_t *at, const struct trace *row);

/* What is left to be read; at is NULL after bytes that are no row. */
struct packed {
	const uint8_t *at, *end;
};

/* The next row, but for patient, topic, code and form, which stay as they
 * are. False when there is none, and when the bytes are no row. */
MUSTCHECK bool row_unpack(struct packed *rows, struct trace *row);

#endif
