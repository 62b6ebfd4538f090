#include "write_cache.h"

#include <stdlib.h>
#include <string.h>

/* A write, or a truncation when len is 0. */
struct cached_write {
	struct cached_write *next;
	sqlite3_int64 at;
	int len;
	unsigned char bytes[];
};

static int add(struct write_cache *cache, const void *bytes, int len,
	       sqlite3_int64 at)
{
	struct cached_write *write = malloc(sizeof(*write) + (size_t)len);

	if (!write)
		return SQLITE_NOMEM;
	write->next = NULL;
	write->at = at;
	write->len = len;
	if (len > 0)
		memcpy(write->bytes, bytes, (size_t)len);
	if (cache->last)
		cache->last->next = write;
	else
		cache->first = write;
	cache->last = write;
	return SQLITE_OK;
}

int cache_write(struct write_cache *cache, const void *bytes, int len,
		sqlite3_int64 at)
{
	return add(cache, bytes, len, at);
}

int cache_truncate(struct write_cache *cache, sqlite3_int64 size)
{
	return add(cache, NULL, 0, size);
}

int cache_size(const struct write_cache *cache, sqlite3_file *real,
	       sqlite3_int64 *size)
{
	int rc = real->pMethods->xFileSize(real, size);

	for (const struct cached_write *w = cache->first; w; w = w->next)
		if (w->len == 0 || w->at + w->len > *size)
			*size = w->at + w->len;
	return rc;
}

/* The part of a write that lies in the bytes that are read. */
static void patch(const struct cached_write *write, unsigned char *bytes,
		  int len, sqlite3_int64 at)
{
	sqlite3_int64 begin = write->at > at ? write->at : at;
	sqlite3_int64 end = write->at + write->len;

	if (end > at + len)
		end = at + len;
	if (begin < end)
		memcpy(bytes + (begin - at), write->bytes + (begin - write->at),
		       (size_t)(end - begin));
}

/* What was cut off reads as zeros, even when the file grew again. */
static void cut(const struct cached_write *write, unsigned char *bytes, int len,
		sqlite3_int64 at)
{
	sqlite3_int64 begin = write->at > at ? write->at : at;

	if (begin < at + len)
		memset(bytes + (begin - at), 0, (size_t)(at + len - begin));
}

int cache_read(const struct write_cache *cache, sqlite3_file *real, void *bytes,
	       int len, sqlite3_int64 at)
{
	sqlite3_int64 size;
	int rc = real->pMethods->xRead(real, bytes, len, at);

	if (rc != SQLITE_OK && rc != SQLITE_IOERR_SHORT_READ)
		return rc;
	for (const struct cached_write *w = cache->first; w; w = w->next)
		(w->len > 0 ? patch : cut)(w, bytes, len, at);
	rc = cache_size(cache, real, &size);
	if (rc == SQLITE_OK && at + len > size)
		rc = SQLITE_IOERR_SHORT_READ;
	return rc;
}

int cache_flush(struct write_cache *cache, sqlite3_file *real)
{
	int rc = SQLITE_OK;

	for (struct cached_write *w = cache->first; w && rc == SQLITE_OK;
	     w = w->next)
		rc = w->len > 0
			 ? real->pMethods->xWrite(real, w->bytes, w->len, w->at)
			 : real->pMethods->xTruncate(real, w->at);
	cache_forget(cache);
	return rc;
}

void cache_forget(struct write_cache *cache)
{
	while (cache->first) {
		struct cached_write *next = cache->first->next;

		free(cache->first);
		cache->first = next;
	}
	cache->last = NULL;
}
