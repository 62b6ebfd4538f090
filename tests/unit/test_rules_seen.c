/*
 * What a rule saw is what it decided by: whatever the facts, a rule that sees
 * the same comes out the same. Where it does not, it looked at something that
 * sees.def does not name.
 */
#include <criterion/criterion.h>

#include <string.h>

#include "random_facts.h"
#include "rules/sights.h"

enum {
	CASES = 100000,
	SLOTS = 1 << 22, /* more than twice what is put in */
	SEEN_MAX = 4096,
};

static struct random_facts f;
static struct decision decision;
static struct judgement j;

/* A rule with what it saw, and how it came out the first time. */
static struct slot {
	uint64_t key; /* 0: free */
	uint32_t index;
	uint8_t status; /* enum rule_status */
} slots[SLOTS];

static void write_seen(enum rule_code code, struct text *out)
{
	struct spot spot = {&j, code, -1};
	size_t count;
	const enum sight *sights = rule_sights(code, &count);

	text_str(out, rule_name(code));
	for (size_t i = 0; i < count; i++) {
		if (!sight_known(&spot, sights[i]))
			continue;
		text_str(out, "; ");
		text_str(out, sight_info(sights[i])->name);
		text_char(out, ' ');
		if (sight_info(sights[i])->form == FORM_WORD)
			sight_word(&spot, sights[i], out);
		else
			text_int(out, sight_number(&spot, sights[i]));
	}
	cr_assert_not(out->overflow);
}

static uint64_t key_of(const struct text *seen)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < seen->len; i++)
		hash = (hash ^ (unsigned char)seen->data[i]) * 1099511628211u;
	return hash | 1;
}

/* The slot of a key, new or known. */
static struct slot *slot_of(uint64_t key)
{
	size_t at = (size_t)(key >> 20) % SLOTS;

	while (slots[at].key != 0 && slots[at].key != key)
		at = (at + 1) % SLOTS;
	return &slots[at];
}

/* Whether it was seen before; then it must have come out the same. */
static bool seen_again(enum rule_code code, uint32_t index)
{
	static bool faulty[RULE_COUNT];
	char memory[SEEN_MAX];
	struct text seen;

	text_init(&seen, memory, sizeof(memory));
	write_seen(code, &seen);
	struct slot *slot = slot_of(key_of(&seen));
	if (slot->key == 0) {
		*slot = (struct slot){
		    .key = key_of(&seen),
		    .index = index,
		    .status = (uint8_t)decision.status[code],
		};
		return false;
	}
	bool same = slot->status == (uint8_t)decision.status[code];
	cr_expect(same || faulty[code],
		  "facts %u and %u: %s came out %d and %d", slot->index, index,
		  memory, slot->status, decision.status[code]);
	faulty[code] = faulty[code] || !same;
	return true;
}

Test(seen, what_a_rule_saw_decides)
{
	static int again[RULE_COUNT];

	for (uint32_t i = 0; i < CASES; i++) {
		random_facts(&f, i);
		sights_judge(&f.facts, &j, &decision);
		for (int code = 0; code < RULE_COUNT; code++) {
			enum rule_code rule = (enum rule_code)code;
			if (decision.status[code] != RULE_NOT_REACHED &&
			    rule_judges(rule, f.facts.claim.item.kind))
				again[code] += seen_again(rule, i);
		}
	}
	/* Nothing is proved of what is never seen twice. */
	for (int code = 0; code < RULE_COUNT; code++)
		cr_expect_gt(again[code], 25, "%s: %d",
			     rule_name((enum rule_code)code), again[code]);
}
