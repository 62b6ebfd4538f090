/*
 * Memory for one JSON document that is made and dropped within one call: its
 * some eighty small pieces come from a few KiB of the caller's stack instead
 * of malloc. What is made while no arena is open comes from malloc, and may
 * live on and die on another thread. Private to lib/wire.
 */
#ifndef CLAIMD_WIRE_ARENA_H
#define CLAIMD_WIRE_ARENA_H

#include <stddef.h>

/* AddressSanitizer sees more of single blocks: then all of them are. */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_SERVES 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_SERVES 0
#endif
#endif
#ifndef ARENA_SERVES
#define ARENA_SERVES 1
#endif

enum {
	/* Bytes on the stack: more than most requests need. */
	ARENA_FIRST = 16 * 1024,
	/* At least so much more at a time, from malloc. */
	ARENA_CHUNK = 64 * 1024,
	/* In all: no line of 64 KiB needs half of it. */
	ARENA_MAX = 16 * 1024 * 1024,
};

struct arena_chunk;

struct arena {
	char *at, *end; /* what is left of the newest memory */
	size_t live;	/* pieces that were not freed yet */
	size_t held;	/* bytes of the chunks */
	struct arena_chunk *chunks;
	_Alignas(max_align_t) char first[ARENA_FIRST];
};

/*
 * From here until it is closed, what jansson allocates on this thread comes
 * from the arena. One at a time; within it, no document from outside may be
 * changed or freed.
 */
void arena_open(struct arena *arena);

/*
 * Every document made meanwhile must have been freed: one that is not is a
 * bug and aborts. Wipes the memory, since a BSN may have stood in it.
 */
void arena_close(struct arena *arena);

#endif
