#include "wire/arena.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

struct arena_chunk {
	struct arena_chunk *next;
	size_t size;
	_Alignas(max_align_t) char bytes[];
};

static _Thread_local struct arena *current;

static bool is_in(const void *memory, const char *bytes, size_t size)
{
	return (uintptr_t)memory - (uintptr_t)bytes < size;
}

static bool is_of(const struct arena *arena, const void *memory)
{
	const struct arena_chunk *chunk = arena->chunks;

	if (is_in(memory, arena->first, sizeof(arena->first)))
		return true;
	while (chunk != NULL && !is_in(memory, chunk->bytes, chunk->size))
		chunk = chunk->next;
	return chunk != NULL;
}

/* What is left of the memory before is lost. */
static bool grow(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = NULL;

	if (size < ARENA_CHUNK)
		size = ARENA_CHUNK;
	if (size <= ARENA_MAX - arena->held)
		chunk = malloc(sizeof(*chunk) + size);
	if (chunk == NULL) {
		errno = ENOMEM;
		return false;
	}
	chunk->next = arena->chunks;
	chunk->size = size;
	arena->chunks = chunk;
	arena->held += size;
	arena->at = chunk->bytes;
	arena->end = chunk->bytes + size;
	return true;
}

/* A power of two. */
enum { ALIGNMENT = _Alignof(max_align_t) };

static size_t rounded(size_t size)
{
	return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static void *allocate(size_t size)
{
	struct arena *arena = current;

	if (arena == NULL)
		return malloc(size);
	if (size > ARENA_MAX) {
		errno = ENOMEM;
		return NULL;
	}
	size = rounded(size);
	if (size > (size_t)(arena->end - arena->at) && !grow(arena, size))
		return NULL;
	char *memory = arena->at;
	arena->at += size;
	arena->live++;
	return memory;
}

static void give_back(void *memory)
{
	struct arena *arena = current;

	if (arena == NULL) {
		free(memory);
		return;
	}
	ensure(is_of(arena, memory));
	ensure(arena->live > 0);
	arena->live--;
}

/* Before anything can use jansson, whose functions these are from then on. */
__attribute__((constructor)) static void install(void)
{
	json_set_alloc_funcs(allocate, give_back);
}

void arena_open(struct arena *arena)
{
	ensure(current == NULL);
	arena->at = arena->first;
	arena->end = arena->first + sizeof(arena->first);
	arena->live = 0;
	arena->held = 0;
	arena->chunks = NULL;
	if (ARENA_SERVES)
		current = arena;
}

static void wipe(struct arena *arena)
{
	size_t used = arena->chunks == NULL ? (size_t)(arena->at - arena->first)
					    : sizeof(arena->first);

	explicit_bzero(arena->first, used);
	while (arena->chunks != NULL) {
		struct arena_chunk *chunk = arena->chunks;
		arena->chunks = chunk->next;
		explicit_bzero(chunk->bytes, chunk->size);
		free(chunk);
	}
}

void arena_close(struct arena *arena)
{
	ensure(arena->live == 0);
	ensure(!ARENA_SERVES || current == arena);
	current = NULL;
	wipe(arena);
}
