#include "trust/ratchet.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "store/snapshot_table.h"
#include "trust/forms.h"
#include "trust/signature.h"

static const char *const how_names[SWITCH_HOW_COUNT] = {
    [SWITCH_INSTALL] = "install",
    [SWITCH_USE] = "use",
    [SWITCH_ROLLBACK] = "rollback",
};

const char *switch_how_name(enum switch_how how)
{
	ensure((unsigned)how < SWITCH_HOW_COUNT);
	return how_names[how];
}

void ratchet_free(struct ratchet *ratchet)
{
	free(ratchet);
}

const struct highest *ratchet_highest(const struct ratchet *ratchet,
				      const char *key)
{
	for (size_t i = 0; i < ratchet->key_count; i++)
		if (strcmp(ratchet->keys[i].key, key) == 0)
			return &ratchet->keys[i];
	return NULL;
}

const struct accepted_switch *ratchet_find(const struct ratchet *ratchet,
					   const char *sha256)
{
	for (size_t i = ratchet->switch_count; i > 0; i--)
		if (strcmp(ratchet->switches[i - 1].sha256, sha256) == 0)
			return &ratchet->switches[i - 1];
	return NULL;
}

/* That very file again, or one that comes after it. */
static bool follows(const struct highest *highest, int64_t sequence,
		    const char *sha256)
{
	return sequence > highest->sequence ||
	       (sequence == highest->sequence &&
		strcmp(sha256, highest->sha256) == 0);
}

bool ratchet_admits(const struct ratchet *ratchet,
		    const struct manifest *manifest, int64_t now_s,
		    struct err *e)
{
	if (manifest->key[0] == '\0')
		return true;
	const struct highest *highest = ratchet_highest(ratchet, manifest->key);
	if (highest != NULL &&
	    !follows(highest, manifest->sequence, manifest->sha256))
		return err_set(e, ERR_SNAPSHOT_REPLAYED,
			       "%s: its sequence is %" PRId64 ", but %s with "
			       "%" PRId64 " was accepted of the same key; "
			       "expected a higher one",
			       manifest->snapshot_id, manifest->sequence,
			       highest->snapshot_id, highest->sequence);
	if (manifest_expired(manifest, now_s))
		return err_set(e, ERR_SNAPSHOT_OUTDATED, "%s: expired at %s",
			       manifest->snapshot_id, manifest->expires);
	return true;
}

/* What could not be read again is not written. */
static bool check_switch(const struct accepted_switch *made, struct err *e)
{
	char at[LEN_UTC + 1];

	utc_write(made->at_s, at);
	if (at[0] == '\0' || (unsigned)made->how >= SWITCH_HOW_COUNT ||
	    !is_snapshot_id(made->snapshot_id) || !is_sha256(made->sha256) ||
	    (made->key[0] != '\0' && !public_key_valid(made->key)) ||
	    made->sequence < 1)
		return err_set(e, ERR_REFUSED,
			       "a switch that cannot be remembered");
	if (!is_plain_text(made->reason, strlen(made->reason)))
		return err_set(e, ERR_REFUSED,
			       "reason: expected UTF-8 without control "
			       "characters");
	return true;
}

static struct highest *find_or_add(struct ratchet *ratchet, const char *key)
{
	for (size_t i = 0; i < ratchet->key_count; i++)
		if (strcmp(ratchet->keys[i].key, key) == 0)
			return &ratchet->keys[i];
	if (ratchet->key_count == RATCHET_KEYS_MAX)
		return NULL;
	return &ratchet->keys[ratchet->key_count++];
}

static bool raise_highest(struct ratchet *ratchet,
			  const struct accepted_switch *made, struct err *e)
{
	struct highest *highest = find_or_add(ratchet, made->key);

	if (highest == NULL)
		return err_set(e, ERR_REFUSED,
			       "more than %d keys: what was accepted of them "
			       "cannot be remembered",
			       RATCHET_KEYS_MAX);
	if (made->sequence < highest->sequence)
		return true;
	if (made->sequence == highest->sequence &&
	    strcmp(made->sha256, highest->sha256) != 0)
		return err_set(e, ERR_SNAPSHOT_REPLAYED,
			       "%s: another file with sequence %" PRId64
			       " was accepted of the same key",
			       made->snapshot_id, made->sequence);
	memcpy(highest->key, made->key, sizeof(highest->key));
	memcpy(highest->sha256, made->sha256, sizeof(highest->sha256));
	memcpy(highest->snapshot_id, made->snapshot_id,
	       sizeof(highest->snapshot_id));
	highest->sequence = made->sequence;
	return true;
}

bool ratchet_add(struct ratchet *ratchet, const struct accepted_switch *made,
		 struct err *e)
{
	if (!check_switch(made, e) ||
	    (made->key[0] != '\0' && !raise_highest(ratchet, made, e)))
		return false;
	if (ratchet->switch_count == SWITCHES_MAX) {
		ratchet->switch_count--;
		memmove(&ratchet->switches[0], &ratchet->switches[1],
			ratchet->switch_count * sizeof(ratchet->switches[0]));
	}
	ratchet->switches[ratchet->switch_count++] = *made;
	return true;
}
