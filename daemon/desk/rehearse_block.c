#include "desk/rehearse_block.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "desk/clock.h"
#include "desk/rehearse_change.h"
#include "store/dossier.h"
#include "wire/put.h"

enum {
	BLOCK_CLAIMS = 32,
	/* Entries that one read walks over at most: not all are claims. */
	BLOCK_ENTRIES = 64,
	/* As JSON: every name and every reason of a change fits. */
	CHANGED_BYTES = BLOCK_CLAIMS * 8192,
	/* Claims that cannot be judged, each with the reason. */
	UNJUDGED_BYTES = BLOCK_CLAIMS * 2048,
};

/* Memory that grows and is used again. */
struct room {
	void *data;
	size_t cap;
};

/* What is to become of a claim. */
enum fate { FATE_JUDGE, FATE_LEAVE_OUT, FATE_UNJUDGED };

struct past {
	uint64_t seq;
	struct patient_key patient;
	char request_id[LEN_REQUEST_ID + 1];
	bool other_rules;
	enum fate fate;
	struct err why; /* FATE_UNJUDGED */
	size_t body_len, reply_len;
	struct room bytes; /* the body, then the reply */
	struct room history, services;
	struct facts facts;
};

static void *room_for(struct room *room, size_t size)
{
	if (size > room->cap) {
		free(room->data);
		room->data = malloc(size);
		ensure(room->data != NULL);
		room->cap = size;
	}
	return room->data;
}

static void text_with_memory(struct text *t, size_t cap)
{
	char *memory = malloc(cap);

	ensure(memory != NULL);
	text_init(t, memory, cap);
}

/* The results of one block always fit into an answer that is empty. */
_Static_assert((int)CHANGED_BYTES < (int)REHEARSE_REPLY_BYTES,
	       "room for a block");

struct block *block_new(void)
{
	struct block *block = calloc(1, sizeof(*block));

	ensure(block != NULL);
	block->claims = calloc(BLOCK_CLAIMS, sizeof(*block->claims));
	ensure(block->claims != NULL);
	text_with_memory(&block->changed, CHANGED_BYTES);
	text_with_memory(&block->unjudged, UNJUDGED_BYTES);
	return block;
}

void block_free(struct block *block)
{
	if (block == NULL)
		return;
	for (int i = 0; i < BLOCK_CLAIMS; i++) {
		free(block->claims[i].bytes.data);
		free(block->claims[i].history.data);
		free(block->claims[i].services.data);
	}
	free(block->claims);
	free(block->changed.data);
	free(block->unjudged.data);
	free(block);
}

/* --- the desk reads ----------------------------------------------------- */

struct reading {
	struct block *block;
	int64_t until_us;
};

static void keep(struct past *past, const struct ledger_claim *claim)
{
	char *bytes =
	    room_for(&past->bytes, claim->body_len + claim->reply_len + 1);

	past->seq = claim->seq;
	past->patient = claim->patient;
	past->other_rules = strcmp(claim->rules, RULES_VERSION) != 0;
	past->body_len = claim->body_len;
	past->reply_len = claim->reply_len;
	memcpy(bytes, claim->body, claim->body_len);
	memcpy(bytes + claim->body_len, claim->reply, claim->reply_len);
	strncpy(past->request_id, claim->request_id, LEN_REQUEST_ID);
	strncpy(past->facts.pharmacy, claim->pharmacy, LEN_AGB);
}

static bool take(void *ctx, const struct ledger_claim *claim)
{
	struct reading *reading = ctx;
	struct block *block = reading->block;

	if (claim->reversed)
		block->tally.reversed++;
	else
		keep(&block->claims[block->count++], claim);
	return block->count < BLOCK_CLAIMS &&
	       clock_steady_us() < reading->until_us;
}

void block_read(struct block *block, struct ledger *ledger, uint64_t from,
		uint64_t end, int64_t until_us)
{
	struct reading reading = {block, until_us};
	uint64_t to = end - from < BLOCK_ENTRIES ? end : from + BLOCK_ENTRIES;

	block->count = 0;
	block->gathered = 0;
	block->tally = (struct rehearse_tally){0};
	text_clear(&block->changed);
	text_clear(&block->unjudged);
	block->next = ledger_claims(ledger, from, to, take, &reading);
}

/* --- a worker parses ---------------------------------------------------- */

static bool parse(struct past *past)
{
	struct request request;

	past->facts.claim.date = CIVIL_NONE;
	if (!request_parse_canonical(past->bytes.data, past->body_len, &request,
				     &past->why))
		return false;
	past->facts.claim = request.claim;
	return true;
}

static bool look_up(struct past *past, struct rehearse_source *source)
{
	struct facts *facts = &past->facts;
	struct reference_key key;

	reference_key_of(&facts->claim, facts->pharmacy, &key);
	ensure(pthread_mutex_lock(&source->mutex) == 0);
	bool found = refcache_get(source->references, source->snapshot, &key,
				  &facts->reference, &past->why) != NULL;
	ensure(pthread_mutex_unlock(&source->mutex) == 0);
	return found && facts_are_complete(facts, &past->why);
}

static enum fate fate_of(struct past *past, struct rehearse_source *source)
{
	const struct snapshot_info *info = snapshot_info(source->snapshot);

	if (!parse(past))
		return FATE_UNJUDGED;
	civil_day date = past->facts.claim.date;
	if (date < info->first_day || date > info->last_day)
		return FATE_LEAVE_OUT;
	return look_up(past, source) ? FATE_JUDGE : FATE_UNJUDGED;
}

void block_parse(struct block *block, struct rehearse_source *source)
{
	for (int i = 0; i < block->count; i++)
		block->claims[i].fate = fate_of(&block->claims[i], source);
}

/* --- the desk gathers --------------------------------------------------- */

/* Copies what the next gathering overwrites. */
static void gather(struct past *past, struct ledger *ledger)
{
	struct facts *facts = &past->facts;
	struct as_of then = {.before_seq = past->seq};

	dossier_gather(ledger, &past->patient, then, facts);
	size_t history = facts->history_count * sizeof(*facts->history);
	size_t services = facts->service_count * sizeof(*facts->services);
	if (history > 0)
		facts->history = memcpy(room_for(&past->history, history),
					facts->history, history);
	if (services > 0)
		facts->services = memcpy(room_for(&past->services, services),
					 facts->services, services);
}

bool block_gather(struct block *block, struct ledger *ledger, int64_t until_us)
{
	while (block->gathered < block->count) {
		if (clock_steady_us() >= until_us)
			return false;
		struct past *past = &block->claims[block->gathered++];
		if (past->fate == FATE_JUDGE)
			gather(past, ledger);
	}
	return true;
}

/* --- a worker judges ---------------------------------------------------- */

static void put_unjudged(struct block *block, const struct past *past)
{
	const struct err *why = &past->why;
	const struct facts *facts = &past->facts;
	struct text *out = &block->unjudged;
	char number[LEN_CLAIM_NUMBER + 1];

	claim_number_format(past->seq, number);
	put_separator(out);
	text_char(out, '{');
	put_str(out, "claim", number);
	put_str(out, "pharmacy", facts->pharmacy);
	if (facts->claim.date != CIVIL_NONE) {
		put_date(out, "date", facts->claim.date);
		put_str(out, "kind", item_kind_name(facts->claim.item.kind));
		put_str(out, "code", change_item_code(&facts->claim.item));
	}
	put_str(out, "field", why->field);
	put_str(out, "message", why->message);
	text_char(out, '}');
	ensure(!out->overflow);
	block->tally.unjudged++;
}

static void compare(struct block *block, struct past *past,
		    const struct decision *decision)
{
	struct answered answered = {
	    .seq = past->seq,
	    .request_id = past->request_id,
	    .reply = (const char *)past->bytes.data + past->body_len,
	    .len = past->reply_len,
	};
	enum change change = CHANGE_NONE;

	if (!change_is_none(&answered, &past->facts, decision))
		change = change_write(&block->changed, &answered, &past->facts,
				      decision);
	if (change == CHANGE_UNREADABLE) {
		err_set(&past->why, ERR_FAILED,
			"the recorded answer is unreadable");
		put_unjudged(block, past);
		return;
	}
	block->tally.judged++;
	block->tally.changed += change == CHANGE_MADE;
	block->tally.other_rules += past->other_rules;
}

static void judge(struct block *block, struct past *past,
		  struct decision *decision)
{
	switch (past->fate) {
	case FATE_JUDGE:
		adjudicate(&past->facts, decision);
		compare(block, past, decision);
		return;
	case FATE_LEAVE_OUT:
		block->tally.out_of_days++;
		return;
	case FATE_UNJUDGED:
		put_unjudged(block, past);
		return;
	}
}

void block_judge(struct block *block, struct decision *decision)
{
	for (int i = 0; i < block->count; i++)
		judge(block, &block->claims[i], decision);
}
