#include <criterion/criterion.h>

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "wire/doc.h"
#include "wire/facts_json.h"
#include "wire_facts.h"
#include "wire_kinds.h"
#include "wire_support.h"

/*
 * Lets the n-th allocation of the JSON library and all after it fail: good
 * bytes must then get a retry, never an error of their own.
 */
static int left;
static int in_use;

static void *allocate(size_t size)
{
	if (left <= 0) {
		errno = ENOMEM;
		return NULL;
	}
	left--;
	in_use++;
	return malloc(size);
}

static void give_back(void *memory)
{
	if (memory != NULL)
		in_use--;
	free(memory);
}

static void begin(void)
{
	json_set_alloc_funcs(allocate, give_back);
}

typedef bool reading(struct err *e);

enum { ATTEMPTS_MAX = 5000 };

static void fail_each_allocation(reading *read)
{
	int n = 0;

	for (; n < ATTEMPTS_MAX; n++) {
		struct err e = {0};
		left = n;
		bool good = read(&e);
		cr_assert_eq(in_use, 0);
		if (good)
			break;
		cr_assert_eq(e.code, ERR_BUSY, "at %d: %s, %s", n,
			     err_name(e.code), e.message);
	}
	cr_expect(n > 20 && n < ATTEMPTS_MAX, "%d allocations", n);
}

static const char *request;

static bool read_request(struct err *e)
{
	static struct wire_parsed parsed;
	static char line[WIRE_LINE_MAX];

	wire_parse(line, wire_quote(request, line), &parsed);
	*e = parsed.error;
	return parsed.good;
}

static char json[REFERENCE_JSON_MAX];
static size_t json_len;

static bool read_reference(struct err *e)
{
	static struct reference reference;

	return reference_read(json, json_len, &reference, e);
}

static bool read_document(struct err *e)
{
	struct doc *doc = NULL;
	bool good = doc_parse(json, json_len, &doc, e);

	doc_free(doc);
	return good;
}

Test(wire_memory, a_good_request_is_never_blamed, .init = begin)
{
	static char line[WIRE_LINE_MAX];

	request = wire_full;
	fail_each_allocation(read_request);
	for (size_t i = 0; i < WIRE_KINDS; i++) {
		wire_kind_line(i, line);
		request = line;
		fail_each_allocation(read_request);
	}
}

Test(wire_memory, nor_a_good_reference_or_document, .init = begin)
{
	static struct reference reference;
	struct text out;

	wire_full_reference(&reference);
	text_init(&out, json, sizeof(json));
	reference_write(&out, &reference);
	json_len = out.len;
	fail_each_allocation(read_reference);
	fail_each_allocation(read_document);
}
