/*
 * The memory of a disk that forgets: what is written stays here until a sync
 * puts it into the file. Ending the process without one is a power cut.
 */
#ifndef CLAIMD_TESTS_WRITE_CACHE_H
#define CLAIMD_TESTS_WRITE_CACHE_H

#include <sqlite3.h>

struct cached_write;

struct write_cache {
	struct cached_write *first, *last; /* in the order of writing */
};

/* All return SQLite's result codes; real is the file behind the cache. */
int cache_write(struct write_cache *cache, const void *bytes, int len,
		sqlite3_int64 at);
int cache_truncate(struct write_cache *cache, sqlite3_int64 size);
int cache_read(const struct write_cache *cache, sqlite3_file *real, void *bytes,
	       int len, sqlite3_int64 at);
int cache_size(const struct write_cache *cache, sqlite3_file *real,
	       sqlite3_int64 *size);
/* Puts everything into the file; the file itself is not synced. */
int cache_flush(struct write_cache *cache, sqlite3_file *real);
void cache_forget(struct write_cache *cache);

#endif
