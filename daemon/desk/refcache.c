#include "desk/refcache.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "wire/facts_json.h"

enum { BUCKETS = 16384 }; /* a power of two */

struct known {
	struct known *next;
	struct reference_key key;
	int64_t row; /* in the ledger; 0: not put yet */
	size_t size; /* bytes of reference that count */
	char reference[];
};

struct refcache {
	size_t count;
	struct known *buckets[BUCKETS];
	struct reference fresh; /* too large for the stack */
	char json[REFERENCE_JSON_MAX];
};

struct refcache *refcache_new(void)
{
	struct refcache *cache = calloc(1, sizeof(*cache));

	ensure(cache != NULL);
	return cache;
}

void refcache_clear(struct refcache *cache)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		struct known *known = cache->buckets[i];
		cache->buckets[i] = NULL;
		while (known != NULL) {
			struct known *next = known->next;
			free(known);
			known = next;
		}
	}
	cache->count = 0;
}

void refcache_free(struct refcache *cache)
{
	if (cache == NULL)
		return;
	refcache_clear(cache);
	free(cache);
}

void refcache_forget_rows(struct refcache *cache)
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct known *a = cache->buckets[i]; a != NULL;
		     a = a->next)
			a->row = 0;
}

static bool key_equal(const struct reference_key *a,
		      const struct reference_key *b)
{
	return a->date == b->date && strcmp(a->zi, b->zi) == 0 &&
	       strcmp(a->uzovi, b->uzovi) == 0 &&
	       strcmp(a->pharmacy, b->pharmacy) == 0 &&
	       strcmp(a->polis, b->polis) == 0;
}

/* FNV-1a: the keys are no secret and come from authenticated clients. */
static size_t key_bucket(const struct reference_key *key)
{
	const char *const parts[] = {key->zi, key->uzovi, key->polis,
				     key->pharmacy};
	uint32_t hash = 2166136261u ^ (uint32_t)key->date;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		for (const char *p = parts[i]; *p != '\0'; p++)
			hash = (hash ^ (unsigned char)*p) * 16777619u;
	return hash & (BUCKETS - 1);
}

/* The bytes of a reference up to its last preferred article. */
static size_t used_size(const struct reference *reference)
{
	return offsetof(struct reference, preferred) +
	       (size_t)reference->preferred_count *
		   sizeof(reference->preferred[0]);
}

static struct known *remember(struct refcache *cache, size_t bucket,
			      const struct reference_key *key)
{
	if (cache->count >= REFCACHE_MAX)
		refcache_clear(cache);
	size_t size = used_size(&cache->fresh);
	struct known *known = malloc(sizeof(*known) + size);
	ensure(known != NULL);
	known->key = *key;
	known->row = 0;
	known->size = size;
	memcpy(known->reference, &cache->fresh, size);
	known->next = cache->buckets[bucket];
	cache->buckets[bucket] = known;
	cache->count++;
	return known;
}

static bool put_row(struct refcache *cache, struct known *known,
		    const struct reference *reference, struct refcache_put *put)
{
	struct text json;

	text_init(&json, cache->json, sizeof(cache->json));
	reference_write(&json, reference);
	ensure(!json.overflow);
	put->result =
	    ledger_reference_put(put->ledger, json.data, json.len, &known->row);
	if (put->result != LEDGER_OK)
		known->row = 0;
	return put->result == LEDGER_OK;
}

bool refcache_get(struct refcache *cache, struct snapshot *snapshot,
		  const struct reference_key *key, struct reference *reference,
		  struct refcache_put *put, struct err *e)
{
	size_t bucket = key_bucket(key);
	struct known *known = cache->buckets[bucket];

	while (known != NULL && !key_equal(&known->key, key))
		known = known->next;
	if (known == NULL) {
		if (!snapshot_reference(snapshot, key, &cache->fresh, e))
			return false;
		known = remember(cache, bucket, key);
	}
	memcpy(reference, known->reference, known->size);
	if (put == NULL)
		return true;
	put->result = LEDGER_OK;
	if (known->row == 0 && !put_row(cache, known, reference, put))
		return false;
	put->row = known->row;
	return true;
}
