/*
 * Rows of trace as bytes. Those of one patient stand one behind the other, in
 * parts; the patient is not among the bytes. Inside lib/store; no state.
 */
#ifndef CLAIMD_STORE_LEDGER_PACK_H
#define CLAIMD_STORE_LEDGER_PACK_H

#include "store/ledger_recent.h"

enum {
	PACKED_INT_MAX = 10,
	PACKED_INTS = 8,
	PACKED_TEXTS = 5,
	PACKED_LABEL_MAX = 1 + PACKED_TEXTS + LEN_SERVICE + LEN_CODE +
			   LEN_CODE + LEN_ZI + LEN_EVENT,
	PACKED_ROW_MAX = 3 + PACKED_INTS * PACKED_INT_MAX + PACKED_LABEL_MAX,
	/* With a label: length, number, topic, no texts, flags, two ints. */
	PACKED_ROW_MIN = 3 + PACKED_TEXTS + 3,
	/* What a byte can name. */
	PACKED_LABELS = 256,
};

/* Where rows are looked up: as their labels begin. */
struct packed_place {
	uint8_t bytes[PACKED_LABEL_MAX];
	size_t len; /* 0: rows of all places */
};

/* The topic, code and form of a row. */
void place_pack(struct packed_place *out, const struct trace *row);

/* Topic and texts, which rows of a part share. */
struct packed_label {
	const uint8_t *at;
	uint8_t len;
	bool wanted;
};

/* What is left to be read of a part; the bytes must stay where they are. */
struct packed {
	const uint8_t *at, *end;
	bool damaged; /* bytes that are no row; nothing is left then */
	const struct packed_place *place;
	int last; /* the label that the row has which was read last; -1: none */
	size_t labels;
	struct packed_label label[PACKED_LABELS];
};

/* place NULL: all rows are wanted. */
void rows_begin(struct packed *rows, const void *bytes, size_t len,
		const struct packed_place *place);

/*
 * The next row that is wanted, but for the patient, who stays. False when
 * there is none, and when the bytes are no row. One struct trace must be given
 * for all rows of a part: texts are written only when they change.
 */
MUSTCHECK bool row_unpack(struct packed *rows, struct trace *row);

/* Reads to the end; false: damaged. */
MUSTCHECK bool rows_skip(struct packed *rows);

/*
 * At most PACKED_ROW_MAX bytes; returns where they end. before: what stands
 * before them, read to its end or packed by this; they must stay where they
 * are too. It must have fewer than PACKED_LABELS rows.
 */
uint8_t *row_pack(struct packed *before, uint8_t *at, const struct trace *row);

#endif
