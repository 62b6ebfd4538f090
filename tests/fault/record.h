/*
 * What happened to a disk, in order: everything that changes a file, every
 * sync, and in between what the run told its clients.
 */
#ifndef CLAIMD_TESTS_RECORD_H
#define CLAIMD_TESTS_RECORD_H

#include <stddef.h>

#include "disk.h"

enum deed {
	DEED_WRITE,
	DEED_TRUNCATE, /* at: the size */
	DEED_REMOVE,   /* what follows is of another file of that name */
	DEED_SYNC,
	DEED_SYNC_FOLDER, /* what was removed stays so */
	DEED_BEGUN, /* at: the last entry of the batch that is being written */
	DEED_ACKED, /* at: the last entry that somebody was told of */
	DEED_KINDS
};

struct op {
	enum deed deed;
	enum disk_name file;
	int64_t at;
	int64_t len;  /* of a write */
	size_t bytes; /* its bytes begin there in record->bytes */
};

struct record {
	struct op *ops;
	size_t count, room;
	uint8_t *bytes;
	size_t used, bytes_room;
};

/* bytes: of a write, else NULL and 0. */
void record_add(struct record *record, struct op op, const void *bytes);
/* How often. */
size_t record_count(const struct record *record, enum deed deed);
/* To begin anew; the memory stays. */
void record_clear(struct record *record);
void record_free(struct record *record);

#endif
