/*
 * accepted.json, one line:
 *   {"version":1,
 *    "keys":[{"key","sequence","sha256","snapshot_id"}],
 *    "switches":[{"at","how","snapshot_id","key","sha256","sequence",
 *                 "reason"}]}
 * Switches stand in the order in which they were made; their times may go
 * back, as clocks do.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "store/files.h"
#include "store/snapshot_table.h"
#include "trust/bounded.h"
#include "trust/forms.h"
#include "trust/members.h"
#include "trust/ratchet.h"
#include "trust/signature.h"
#include "wire/put.h"

enum { RATCHET_VERSION = 1 };

static const struct member highest_members[] = {
    MEMBER_TEXT(struct highest, key),
    MEMBER_INTEGER(struct highest, sequence),
    MEMBER_TEXT(struct highest, sha256),
    MEMBER_TEXT(struct highest, snapshot_id),
};

/* A switch as the file has it: time and kind are words. */
struct row {
	char at[LEN_UTC + 1];
	char how[LEN_CODE + 1];
	char snapshot_id[LEN_SNAPSHOT_ID + 1];
	char key[LEN_PUBLIC_KEY + 1];
	char sha256[LEN_SHA256 + 1];
	int64_t sequence;
	char reason[LEN_REASON + 1];
};

static const struct member row_members[] = {
    MEMBER_TEXT(struct row, at),	  MEMBER_TEXT(struct row, how),
    MEMBER_TEXT(struct row, snapshot_id), MEMBER_TEXT(struct row, key),
    MEMBER_TEXT(struct row, sha256),	  MEMBER_INTEGER(struct row, sequence),
    MEMBER_TEXT(struct row, reason),
};

static bool path_of(const char *dir, char out[PATH_MAX], struct err *e)
{
	int len = snprintf(out, PATH_MAX, "%s/accepted.json", dir);

	return (len > 0 && len < PATH_MAX) ||
	       err_set(e, ERR_FAILED, "%.80s…: the path is too long", dir);
}

/* --- reading -------------------------------------------------------------- */

static bool damaged(struct err *e, const char *what)
{
	return err_set(e, ERR_RATCHET_DAMAGED, "%s", what);
}

static bool read_highest(const struct doc_node *node, struct ratchet *r,
			 struct err *e)
{
	struct highest *to = &r->keys[r->key_count];

	if (!members_read(node, highest_members, ARRAY_LEN(highest_members),
			  ERR_RATCHET_DAMAGED, to, e))
		return false;
	if (!public_key_valid(to->key))
		return damaged(e, "\"key\": expected 32 bytes in base64");
	if (to->sequence < 1)
		return damaged(e, "\"sequence\": expected an integer from 1");
	if (!is_sha256(to->sha256))
		return damaged(e, "\"sha256\": expected 64 digits 0-9 a-f");
	if (!is_snapshot_id(to->snapshot_id))
		return damaged(e, "\"snapshot_id\": expected "
				  "gvs-YYYYMMDD-NNNNNN");
	if (ratchet_highest(r, to->key) != NULL)
		return damaged(e, "\"key\": is there twice");
	r->key_count++;
	return true;
}

static bool how_of(const char *name, enum switch_how *out)
{
	for (int how = 0; how < SWITCH_HOW_COUNT; how++) {
		*out = (enum switch_how)how;
		if (strcmp(switch_how_name(*out), name) == 0)
			return true;
	}
	return false;
}

static void row_to_switch(const struct row *row, struct accepted_switch *to)
{
	memcpy(to->snapshot_id, row->snapshot_id, sizeof(to->snapshot_id));
	memcpy(to->key, row->key, sizeof(to->key));
	memcpy(to->sha256, row->sha256, sizeof(to->sha256));
	memcpy(to->reason, row->reason, sizeof(to->reason));
	to->sequence = row->sequence;
}

/* What was switched to was accepted, so its key's highest is no less. */
static bool check_highest(const struct ratchet *r,
			  const struct accepted_switch *made, struct err *e)
{
	const struct highest *highest;

	if (made->key[0] == '\0')
		return true;
	highest = ratchet_highest(r, made->key);
	if (highest == NULL)
		return damaged(e, "\"key\": is none of \"keys\"");
	if (made->sequence > highest->sequence)
		return damaged(e, "\"sequence\": above the highest of its key");
	if (made->sequence == highest->sequence &&
	    strcmp(made->sha256, highest->sha256) != 0)
		return damaged(e, "\"sha256\": another file than the highest "
				  "of its key");
	return true;
}

static bool read_switch(const struct doc_node *node, struct ratchet *r,
			struct err *e)
{
	struct accepted_switch *to = &r->switches[r->switch_count];
	struct row row = {0};

	if (!members_read(node, row_members, ARRAY_LEN(row_members),
			  ERR_RATCHET_DAMAGED, &row, e))
		return false;
	if (!utc_read(row.at, &to->at_s))
		return damaged(e, "\"at\": expected a time like "
				  "2026-11-22T04:00:00Z");
	if (!how_of(row.how, &to->how))
		return damaged(e, "\"how\": expected install, use or "
				  "rollback");
	if (!is_snapshot_id(row.snapshot_id))
		return damaged(e, "\"snapshot_id\": expected "
				  "gvs-YYYYMMDD-NNNNNN");
	if (!is_sha256(row.sha256))
		return damaged(e, "\"sha256\": expected 64 digits 0-9 a-f");
	if (row.sequence < 1)
		return damaged(e, "\"sequence\": expected an integer from 1");
	if (!is_plain_text(row.reason, strlen(row.reason)))
		return damaged(e, "\"reason\": expected no control characters");
	row_to_switch(&row, to);
	r->switch_count++;
	return check_highest(r, to, e);
}

static const struct list {
	const char *name;
	size_t max;
	bool (*read)(const struct doc_node *node, struct ratchet *r,
		     struct err *e);
} lists[] = {
    {"keys", RATCHET_KEYS_MAX, read_highest},
    {"switches", SWITCHES_MAX, read_switch},
};

static bool read_list(const struct doc_node *root, const struct list *list,
		      struct ratchet *r, struct err *e)
{
	const struct doc_node *array = doc_get(root, list->name);

	if (!doc_is_array(array))
		return err_set(e, ERR_RATCHET_DAMAGED,
			       "\"%s\": expected an array", list->name);
	if (doc_len(array) > list->max)
		return err_set(e, ERR_RATCHET_DAMAGED,
			       "\"%s\": expected at most %zu", list->name,
			       list->max);
	for (size_t i = 0; i < doc_len(array); i++) {
		struct err why;

		if (!list->read(doc_at(array, i), r, &why))
			return err_set(e, why.code, "\"%s\" %zu: %s",
				       list->name, i + 1, why.message);
	}
	return true;
}

static bool read_root(const struct doc_node *root, struct ratchet *r,
		      struct err *e)
{
	if (doc_get_int(root, "version", 0) != RATCHET_VERSION)
		return err_set(e, ERR_RATCHET_DAMAGED,
			       "\"version\": expected %d", RATCHET_VERSION);
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (!read_list(root, &lists[i], r, e))
			return false;
	if (doc_len(root) != ARRAY_LEN(lists) + 1)
		return damaged(e, "expected version, keys and switches only");
	return true;
}

static bool parse(const char *bytes, struct ratchet *r, struct err *e)
{
	struct doc *doc;

	if (!doc_parse(bytes, strlen(bytes), &doc, e)) {
		if (e->code == ERR_BAD_JSON)
			e->code = ERR_RATCHET_DAMAGED;
		return false;
	}
	bool ok = read_root(doc_root(doc), r, e);
	doc_free(doc);
	return ok;
}

static bool load(const char *path, char *bytes, struct ratchet *r,
		 struct err *e)
{
	struct err why;

	if (!bounded_read(path, ERR_RATCHET_DAMAGED, bytes, RATCHET_BYTES_MAX,
			  NULL, e))
		return e->code == ERR_NOT_FOUND;
	return parse(bytes, r, &why) ||
	       err_set(e, why.code, "%s: %s", path, why.message);
}

bool ratchet_load(const char *dir, struct ratchet **out, struct err *e)
{
	char path[PATH_MAX];

	*out = NULL;
	if (!path_of(dir, path, e))
		return false;
	char *bytes = malloc(RATCHET_BYTES_MAX + 1);
	struct ratchet *ratchet = calloc(1, sizeof(*ratchet));
	ensure(bytes != NULL && ratchet != NULL);
	bool ok = load(path, bytes, ratchet, e);
	free(bytes);
	if (ok)
		*out = ratchet;
	else
		ratchet_free(ratchet);
	return ok;
}

/* --- writing -------------------------------------------------------------- */

static void write_switch(struct text *out, const struct accepted_switch *from)
{
	struct row row = {.sequence = from->sequence};

	utc_write(from->at_s, row.at);
	snprintf(row.how, sizeof(row.how), "%s", switch_how_name(from->how));
	memcpy(row.snapshot_id, from->snapshot_id, sizeof(row.snapshot_id));
	memcpy(row.key, from->key, sizeof(row.key));
	memcpy(row.sha256, from->sha256, sizeof(row.sha256));
	memcpy(row.reason, from->reason, sizeof(row.reason));
	members_write(out, row_members, ARRAY_LEN(row_members), &row);
}

static void write_ratchet(struct text *out, const struct ratchet *r)
{
	text_char(out, '{');
	put_int(out, "version", RATCHET_VERSION);
	put_open(out, "keys", '[');
	for (size_t i = 0; i < r->key_count; i++)
		members_write(out, highest_members, ARRAY_LEN(highest_members),
			      &r->keys[i]);
	text_char(out, ']');
	put_open(out, "switches", '[');
	for (size_t i = 0; i < r->switch_count; i++)
		write_switch(out, &r->switches[i]);
	text_str(out, "]}\n");
}

bool ratchet_save(const struct ratchet *ratchet, const char *dir, struct err *e)
{
	char path[PATH_MAX];
	struct text text;

	if (!path_of(dir, path, e))
		return false;
	char *bytes = malloc(RATCHET_BYTES_MAX + 1);
	ensure(bytes != NULL);
	text_init(&text, bytes, RATCHET_BYTES_MAX + 1);
	write_ratchet(&text, ratchet);
	ensure(!text.overflow);
	bool ok = file_replace(path, bytes, text.len, 0644, e);
	free(bytes);
	return ok;
}
