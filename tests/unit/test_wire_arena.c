#include <criterion/criterion.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "wire/arena.h"
#include "wire/doc.h"
#include "wire/json.h"
#include "wire_kinds.h"
#include "wire_support.h"

/* ---- malloc of lib/wire, counted and failing by command ----------------- */

void *__real_malloc(size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void __wrap_free(void *memory);

static _Thread_local int allocated, freed;
static bool fails;

void *__wrap_malloc(size_t size)
{
	if (fails)
		return NULL;
	allocated++;
	return __real_malloc(size);
}

void __wrap_free(void *memory)
{
	freed += memory != NULL;
	__real_free(memory);
}

/* ---- lines -------------------------------------------------------------- */

enum { LINE = 65536, LONG_LINE = 1024 * 1024 };

static char line[LONG_LINE + 1];

/* [piece,piece,…] of nearly as many bytes. */
static size_t array_of(const char *piece, size_t bytes)
{
	size_t len = 0, step = strlen(piece);

	line[len++] = '[';
	while (len + step + 2 < bytes) {
		len += (size_t)sprintf(line + len, "%s", piece);
		line[len++] = ',';
	}
	line[len - 1] = ']';
	return len;
}

static size_t object_of_many(size_t bytes)
{
	size_t len = 0;

	line[len++] = '{';
	for (unsigned i = 0; len + 20 < bytes; i++)
		len += (size_t)sprintf(line + len, "\"%x\":0,", i);
	line[len - 1] = '}';
	return len;
}

static size_t deep(size_t bytes)
{
	enum { LEVELS = 2000 };
	size_t len = 0;

	line[len++] = '[';
	while (len + 2 * LEVELS + 2 < bytes) {
		memset(line + len, '[', LEVELS);
		memset(line + len + LEVELS, ']', LEVELS);
		len += 2 * LEVELS;
		line[len++] = ',';
	}
	line[len - 1] = ']';
	return len;
}

/* What the arena took from malloc for it; SIZE_MAX: it was refused. */
static size_t held_by(size_t len, struct err *e)
{
	static struct arena arena;

	arena_open(&arena);
	json_t *root = json_read(line, len, e);
	size_t held = root != NULL ? arena.held : SIZE_MAX;
	json_decref(root);
	arena_close(&arena);
	return held;
}

/* ---- tests -------------------------------------------------------------- */

Test(wire_arena, a_request_needs_no_malloc)
{
	static struct wire_parsed parsed;
	static char quoted[WIRE_LINE_MAX];

	for (size_t i = 0; i < WIRE_KINDS; i++) {
		wire_kind_line(i, quoted);
		size_t len = wire_quote(quoted, quoted);
		allocated = 0;
		wire_parse(quoted, len, &parsed);
		cr_assert(parsed.good, "%s", parsed.error.message);
		cr_expect_eq(allocated > 0, !ARENA_SERVES, "%s: %d",
			     wire_kinds[i].kind, allocated);
	}
}

Test(wire_arena, the_hungriest_line_takes_less_than_half)
{
	static const char *const pieces[] = {"{}",	  "[]",	     "0",
					     "\"\"",	  "1.5",     "{\"\":0}",
					     "{\"\":{}}", "[[[[]]]]"};
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		size_t len = array_of(pieces[i], LINE);
		cr_expect(held_by(len, &e) < ARENA_MAX / 2, "%s", pieces[i]);
	}
	cr_expect(held_by(object_of_many(LINE), &e) < ARENA_MAX / 2);
	cr_expect(held_by(deep(LINE), &e) < ARENA_MAX / 2);
}

Test(wire_arena, what_is_too_large_is_refused_and_given_back)
{
	struct err e;

	for (int i = 0; i < 3; i++) {
		allocated = freed = 0;
		size_t held = held_by(array_of("{}", LONG_LINE), &e);
		if (ARENA_SERVES) {
			cr_expect_eq(held, SIZE_MAX);
			cr_expect_eq(e.code, ERR_BUSY);
			cr_expect_leq(allocated, ARENA_MAX / ARENA_CHUNK);
		}
		cr_expect_eq(allocated, freed);
		cr_expect(held_by(array_of("{}", LINE), &e) < ARENA_MAX);
	}
}

/* One string can be larger than a chunk, and larger than the arena. */
Test(wire_arena, one_large_piece)
{
	static char text[LONG_LINE];
	struct err e;

	memset(text, 'x', sizeof(text) - 20);
	size_t len = (size_t)snprintf(line, sizeof(line), "[\"%s\"]", text);
	cr_expect(held_by(len, &e) < ARENA_MAX);
	static struct arena arena;
	arena_open(&arena);
	if (ARENA_SERVES) {
		allocated = 0;
		cr_expect(json_stringn_nocheck(text, (size_t)ARENA_MAX) ==
			  NULL);
		cr_expect_eq(allocated, 0);
	}
	arena_close(&arena);
}

Test(wire_arena, without_memory_a_request_is_to_be_sent_again)
{
	struct err e;
	size_t len = array_of("{}", LINE);

	fails = true;
	cr_expect_eq(held_by(len, &e), SIZE_MAX);
	cr_expect_eq(e.code, ERR_BUSY);
	fails = false;
	cr_expect(held_by(len, &e) != SIZE_MAX);
}

Test(wire_arena, nothing_of_the_line_stays)
{
	static struct arena arena;
	static const char secret[] = "[{\"bsn\":\"999990019\"}]";
	struct err e;

	arena_open(&arena);
	json_t *root = json_read(secret, sizeof(secret) - 1, &e);
	cr_assert(root != NULL);
	cr_expect_eq(memmem(arena.first, sizeof(arena.first), "999990019", 9) !=
			 NULL,
		     ARENA_SERVES);
	json_decref(root);
	arena_close(&arena);
	cr_expect(memmem(arena.first, sizeof(arena.first), "999990019", 9) ==
		  NULL);
}

/* A command of the operator: the desk reads and frees it much later. */
static void *read_and_free(void *ctx)
{
	struct doc *doc = ctx;
	static const char *const names[] = {"command", "path"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		cr_expect_str_eq(doc_get_str(doc_root(doc), names[i], ""),
				 names[i]);
	doc_free(doc);
	return NULL;
}

Test(wire_arena, documents_live_on_and_die_elsewhere)
{
	static struct wire_parsed parsed;
	static const char command[] =
	    "{\"command\":\"command\",\"path\":\"path\"}";
	struct doc *docs[64];
	pthread_t desk;
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(docs); i++) {
		cr_assert(
		    doc_parse(command, sizeof(command) - 1, &docs[i], &e));
		wire_parse_changed("", "", &parsed);
		cr_assert(parsed.good);
	}
	for (size_t i = 0; i < ARRAY_LEN(docs); i++) {
		cr_assert(pthread_create(&desk, NULL, read_and_free, docs[i]) ==
			  0);
		cr_assert(pthread_join(desk, NULL) == 0);
	}
}

struct reading {
	pthread_t thread;
	const char *name;
	char line[WIRE_LINE_MAX];
	struct wire_parsed parsed;
};

/* Each has its own; none sees what another one reads. */
static void *parse_many(void *ctx)
{
	struct reading *r = ctx;
	char id[40];

	for (int i = 0; i < 500; i++) {
		snprintf(id, sizeof(id), "%s-%d", r->name, i);
		strcpy(r->line, wire_full);
		wire_replace(r->line, "2026-004711-1", id);
		wire_parse(r->line, wire_quote(r->line, r->line), &r->parsed);
		cr_assert(r->parsed.good);
		cr_assert_str_eq(r->parsed.request.id, id);
		cr_assert(strstr(r->parsed.canonical, id) != NULL);
	}
	return NULL;
}

Test(wire_arena, threads_have_their_own)
{
	static struct reading readings[] = {
	    {.name = "one"}, {.name = "two"}, {.name = "three"}};

	for (size_t i = 0; i < ARRAY_LEN(readings); i++)
		cr_assert(pthread_create(&readings[i].thread, NULL, parse_many,
					 &readings[i]) == 0);
	for (size_t i = 0; i < ARRAY_LEN(readings); i++)
		cr_assert(pthread_join(readings[i].thread, NULL) == 0);
}

/* ---- bugs abort --------------------------------------------------------- */

static struct arena arena;

/* Under a checker there is no arena, and nothing to abort for. */
static void begin(void)
{
	if (!ARENA_SERVES)
		abort();
	arena_open(&arena);
}

Test(wire_arena, a_document_does_not_outlive_it, .signal = SIGABRT)
{
	begin();
	cr_assert(json_string("x") != NULL);
	arena_close(&arena);
}

Test(wire_arena, nor_is_another_one_freed_in_it, .signal = SIGABRT)
{
	json_t *outside = json_string("x");

	begin();
	json_t *inside = json_string("x");
	cr_assert(inside != NULL);
	json_decref(outside);
}

Test(wire_arena, there_is_one_at_a_time, .signal = SIGABRT)
{
	static struct arena second;

	begin();
	arena_open(&second);
}
