#include "client/snapshot_tell.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/ensure.h"

void tell_member(struct text *out, const char *name, const char *value)
{
	text_char(out, ',');
	text_json_string(out, name);
	text_char(out, ':');
	text_json_string(out, value);
}

static void number_member(struct text *out, const char *name, int64_t value)
{
	text_char(out, ',');
	text_json_string(out, name);
	text_char(out, ':');
	text_int(out, value);
}

void tell_manifest_json(struct text *out, const struct manifest *m)
{
	tell_member(out, "snapshot", m->snapshot_id);
	number_member(out, "sequence", m->sequence);
	tell_member(out, "published_at", m->published_at);
	if (m->key[0] != '\0') {
		tell_member(out, "expires", m->expires);
		tell_member(out, "key", m->key);
	}
	tell_member(out, "sha256", m->sha256);
	number_member(out, "size", m->size);
}

void tell_info_json(struct text *out, const struct snapshot_info *info)
{
	char day[LEN_CIVIL + 1];

	tell_member(out, "publisher", info->publisher);
	civil_format(info->first_day, day);
	tell_member(out, "first_day", day);
	civil_format(info->last_day, day);
	tell_member(out, "last_day", day);
	tell_member(out, "rules", info->rules);
	number_member(out, "articles", info->articles);
	number_member(out, "prices", info->prices);
	number_member(out, "preferences", info->preferences);
}

void tell_span(int64_t seconds, char out[32])
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}};
	size_t i = 0;

	ensure(seconds >= 0);
	while (i < ARRAY_LEN(units) - 1 && seconds < units[i].seconds)
		i++;
	int64_t count = seconds / units[i].seconds;
	snprintf(out, 32, "%" PRId64 " %s%s", count, units[i].name,
		 count == 1 ? "" : "s");
}

void tell_manifest(const struct manifest *m, int64_t now_s)
{
	char span[32];

	printf("snapshot   %s, sequence %" PRId64 "\n", m->snapshot_id,
	       m->sequence);
	printf("published  %s\n", m->published_at);
	printf("sha256     %s, %" PRId64 " bytes\n", m->sha256, m->size);
	if (m->key[0] == '\0') {
		puts("signed     no");
		return;
	}
	printf("signed by  %s\n", m->key);
	if (manifest_expired(m, now_s)) {
		tell_span(now_s - m->expires_s, span);
		printf("expires    %s: EXPIRED, %s ago\n", m->expires, span);
	} else {
		tell_span(m->expires_s - now_s, span);
		printf("expires    %s: in %s\n", m->expires, span);
	}
}

void tell_info(const struct snapshot_info *info)
{
	char first[LEN_CIVIL + 1], last[LEN_CIVIL + 1];

	civil_format(info->first_day, first);
	civil_format(info->last_day, last);
	printf("publisher  %s\n", info->publisher);
	printf("judges     %s to %s, by rulebook %s\n", first, last,
	       info->rules);
	printf("holds      %" PRId64 " articles, %" PRId64 " prices, %" PRId64
	       " preferences\n",
	       info->articles, info->prices, info->preferences);
}
