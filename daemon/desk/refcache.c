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
	struct known *unkept;	/* of a key that is not kept */
	struct reference fresh; /* too large for the stack */
	char json[REFERENCE_JSON_MAX];
};

struct refcache *refcache_new(void)
{
	struct refcache *cache = calloc(1, sizeof(*cache));

	ensure(cache != NULL);
	cache->unkept = calloc(1, sizeof(*cache->unkept));
	ensure(cache->unkept != NULL);
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
	free(cache->unkept);
	free(cache);
}

void refcache_forget_rows(struct refcache *cache)
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct known *a = cache->buckets[i]; a != NULL;
		     a = a->next)
			a->row = 0;
}

/* FNV-1a: the keys are no secret and come from authenticated clients. */
static size_t key_bucket(const struct reference_key *key)
{
	const char *const parts[] = {key->zi, key->code, key->uzovi, key->polis,
				     key->pharmacy};
	uint32_t hash =
	    2166136261u ^ (uint32_t)key->date ^ (uint32_t)key->kind << 24;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		for (const char *p = parts[i]; *p != '\0'; p++)
			hash = (hash ^ (unsigned char)*p) * 16777619u;
	return hash & (BUCKETS - 1);
}

/* The bytes of a reference up to its last preferred article: what is kept has
 * no components. */
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

static struct known *find_or_ask(struct refcache *cache,
				 struct snapshot *snapshot,
				 const struct reference_key *key, struct err *e)
{
	size_t bucket = key_bucket(key);
	struct known *known = cache->buckets[bucket];

	while (known != NULL && !reference_key_equal(&known->key, key))
		known = known->next;
	if (known != NULL)
		return known;
	if (!snapshot_reference(snapshot, key, &cache->fresh, e))
		return NULL;
	return remember(cache, bucket, key);
}

struct known *refcache_get(struct refcache *cache, struct snapshot *snapshot,
			   const struct reference_key *key,
			   struct reference *reference, struct err *e)
{
	if (key->ingredient_count > 0) {
		cache->unkept->row = 0;
		return snapshot_reference(snapshot, key, reference, e)
			   ? cache->unkept
			   : NULL;
	}
	struct known *known = find_or_ask(cache, snapshot, key, e);
	if (known != NULL)
		memcpy(reference, known->reference, known->size);
	return known;
}

static enum ledger_result put(struct refcache *cache,
			      const struct reference *reference,
			      struct ledger *ledger, int64_t *row)
{
	struct text json;

	text_init(&json, cache->json, sizeof(cache->json));
	reference_write(&json, reference);
	ensure(!json.overflow);
	return ledger_reference_put(ledger, json.data, json.len, row);
}

enum ledger_result refcache_row(struct refcache *cache, struct known *known,
				const struct reference *reference,
				struct ledger *ledger, int64_t *row)
{
	*row = known->row;
	if (known->row != 0)
		return LEDGER_OK;
	enum ledger_result result = put(cache, reference, ledger, row);
	if (result == LEDGER_OK)
		known->row = *row;
	return result;
}
