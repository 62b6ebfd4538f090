#include "trust/manifest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "store/snapshot_limits.h"
#include "store/snapshot_table.h"
#include "trust/forms.h"
#include "trust/members.h"
#include "trust/signature.h"

enum { DAY_S = 24 * 3600 };

/* Sorted by name: the order of the bytes that are signed. */
static const struct member members[] = {
    MEMBER_TEXT(struct manifest, expires),
    MEMBER_TEXT(struct manifest, file),
    MEMBER_TEXT(struct manifest, key),
    MEMBER_TEXT(struct manifest, published_at),
    MEMBER_INTEGER(struct manifest, sequence),
    MEMBER_TEXT(struct manifest, sha256),
    MEMBER_INTEGER(struct manifest, size),
    MEMBER_TEXT(struct manifest, snapshot_id),
};

bool utc_read(const char *text, int64_t *seconds)
{
	civil_day day;
	int64_t hour, minute, second;

	if (!is_utc_time(text) || !civil_parse(text, LEN_CIVIL, &day))
		return false;
	hour = (text[11] - '0') * 10 + text[12] - '0';
	minute = (text[14] - '0') * 10 + text[15] - '0';
	second = (text[17] - '0') * 10 + text[18] - '0';
	*seconds = (int64_t)day * DAY_S + hour * 3600 + minute * 60 + second;
	return true;
}

void utc_write(int64_t seconds, char out[LEN_UTC + 1])
{
	int64_t day = seconds / DAY_S - (seconds % DAY_S < 0);
	int of_day = (int)((seconds % DAY_S + DAY_S) % DAY_S);
	char date[LEN_CIVIL + 1];

	out[0] = '\0';
	if (day < civil_from_ymd(1800, 1, 1) ||
	    day > civil_from_ymd(9999, 12, 31))
		return;
	civil_format((civil_day)day, date);
	snprintf(out, LEN_UTC + 1, "%sT%02d:%02d:%02dZ", date, of_day / 3600,
		 of_day / 60 % 60, of_day % 60);
}

void manifest_write(struct text *out, const struct manifest *manifest)
{
	members_write(out, members, ARRAY_LEN(members), manifest);
}

static bool wrong(struct err *e, const char *member, const char *expected)
{
	return err_set(e, ERR_MANIFEST_INVALID, "\"%s\": expected %s", member,
		       expected);
}

static bool named_after_id(const struct manifest *m)
{
	size_t len = strlen(m->snapshot_id);

	return strncmp(m->file, m->snapshot_id, len) == 0 &&
	       strcmp(m->file + len, ".gvs") == 0;
}

static bool check(struct manifest *m, struct err *e)
{
	int64_t published_s;

	if (!utc_read(m->expires, &m->expires_s))
		return wrong(e, "expires", "a time like 2026-11-22T04:00:00Z");
	if (!is_snapshot_id(m->snapshot_id))
		return wrong(e, "snapshot_id", "gvs-YYYYMMDD-NNNNNN");
	if (!named_after_id(m))
		return wrong(e, "file", "the snapshot_id and .gvs");
	if (!public_key_valid(m->key))
		return wrong(e, "key", "32 bytes in base64");
	if (!utc_read(m->published_at, &published_s))
		return wrong(e, "published_at",
			     "a time like 2026-11-22T04:00:00Z");
	if (m->sequence < 1)
		return wrong(e, "sequence", "an integer from 1");
	if (!is_sha256(m->sha256))
		return wrong(e, "sha256", "64 digits 0-9 a-f");
	if (m->size < 1 || m->size > SNAPSHOT_FILE_MAX)
		return wrong(e, "size", "1 byte to 1 GiB");
	return true;
}

/* Blanks, another order, escapes where none are needed. */
static bool is_canonical(const struct manifest *m, const char *bytes,
			 size_t len)
{
	char again[MANIFEST_BYTES_MAX + 1];
	struct text text;

	text_init(&text, again, sizeof(again));
	manifest_write(&text, m);
	return !text.overflow && text.len == len &&
	       memcmp(again, bytes, len) == 0;
}

bool manifest_read(const char *bytes, size_t len, struct manifest *out,
		   struct err *e)
{
	struct doc *doc;

	memset(out, 0, sizeof(*out));
	if (len > MANIFEST_BYTES_MAX)
		return err_set(e, ERR_MANIFEST_INVALID,
			       "expected at most %d bytes", MANIFEST_BYTES_MAX);
	if (!doc_parse(bytes, len, &doc, e)) {
		if (e->code == ERR_BAD_JSON)
			e->code = ERR_MANIFEST_INVALID;
		return false;
	}
	bool ok = members_read(doc_root(doc), members, ARRAY_LEN(members),
			       ERR_MANIFEST_INVALID, out, e) &&
		  check(out, e);
	doc_free(doc);
	if (ok && !is_canonical(out, bytes, len))
		return err_set(e, ERR_MANIFEST_INVALID,
			       "expected sorted members without blanks");
	return ok;
}
