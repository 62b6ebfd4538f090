/*
 * A disk in memory: the files of one ledger as bytes. It is shared with
 * children, so that what a process left stands when it has ended.
 */
#ifndef CLAIMD_TESTS_DISK_H
#define CLAIMD_TESTS_DISK_H

#include <stddef.h>
#include <stdint.h>

/* An empty one is the same as none, as it is to SQLite. */
enum disk_name { DISK_MAIN, DISK_WAL, DISK_JOURNAL, DISK_FILES };

enum {
	/* Room for a file; taken as it is used. The longest run needs a tenth.
	 */
	DISK_FILE_BYTES = 64 * 1024 * 1024,
	/* What reaches a disk as a whole or not at all. */
	DISK_SECTOR = 512,
};

struct disk {
	struct {
		int64_t len;
		uint8_t *bytes; /* zeros from len on */
	} files[DISK_FILES];
};

/* Zeros that children share. */
void *shared_memory(size_t size);

struct disk *disk_new(void);
void disk_free(struct disk *disk); /* NULL is fine */

/* Past the end: zeros come in between. */
void disk_write(struct disk *disk, enum disk_name name, int64_t at,
		const void *bytes, int64_t len);
/* Shorter or longer. */
void disk_truncate(struct disk *disk, enum disk_name name, int64_t size);
void disk_copy_file(struct disk *to, const struct disk *from,
		    enum disk_name name);
void disk_copy(struct disk *to, const struct disk *from);

#endif
