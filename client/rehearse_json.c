/* A rehearsal for programs: claimd-snapshot(7) has its members. */
#include "client/snapshot_rehearse.h"
#include "wire/put.h"

/* One object of it: texts of the snapshot and of the daemon's rules. */
enum { OBJECT_BYTES = 8192 };

static void put_side(struct text *t, const char *name, const cents *amounts)
{
	put_open(t, name, '{');
	for (int i = 0; i < SUM_COUNT; i++)
		put_int(t, sum_name((enum sum)i), amounts[i]);
	text_char(t, '}');
}

static void put_sums(struct text *t, const struct sums *sums)
{
	put_side(t, "before", sums->before);
	put_side(t, "after", sums->after);
}

static void print_head(const struct rehearsed *r)
{
	char memory[OBJECT_BYTES];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_char(&t, '{');
	put_str(&t, "snapshot", r->snapshot);
	put_str(&t, "from", r->from);
	put_str(&t, "first_day", r->first_day);
	put_str(&t, "last_day", r->last_day);
	put_int(&t, "judged", r->judged);
	put_int(&t, "changed", r->changed);
	put_int(&t, "denials", r->denials);
	put_int(&t, "denied_no_longer", r->rescued);
	put_int(&t, "unjudged", r->unjudged);
	put_int(&t, "reversed", r->reversed);
	put_int(&t, "out_of_days", r->out_of_days);
	put_int(&t, "other_rules", r->other_rules);
	put_int(&t, "shift", r->shift);
	put_sums(&t, &r->sums);
	fputs(t.data, stdout);
}

static void put_rule(struct text *t, const struct group *group)
{
	put_str(t, "code", group->code);
	put_str(t, "article", group->detail);
	put_int(t, "claims", group->claims);
	put_int(t, "gained", group->gained);
	put_int(t, "lost", group->lost);
}

static void put_article(struct text *t, const struct group *group)
{
	put_str(t, "kind", group->detail);
	put_str(t, "code", group->code);
	put_str(t, "name", group->name);
	put_int(t, "claims", group->claims);
}

static void print_groups(const char *name, const struct groups *groups,
			 void (*put)(struct text *t, const struct group *group))
{
	char memory[OBJECT_BYTES];
	struct text t;

	printf(",\n\"%s\":[", name);
	for (size_t i = 0; i < groups->count; i++) {
		text_init(&t, memory, sizeof(memory));
		text_char(&t, '{');
		put(&t, groups->list[i]);
		put_sums(&t, &groups->list[i]->sums);
		text_char(&t, '}');
		printf("%s\n%s", i == 0 ? "" : ",", t.data);
	}
	putchar(']');
}

static void print_lists(const struct rehearsed *r)
{
	fputs(",\n\"claims\":[", stdout);
	for (size_t i = 0; i < r->change_count; i++)
		printf("%s\n%s", i == 0 ? "" : ",", r->changes[i].json);
	fputs("],\n\"failures\":[", stdout);
	for (size_t i = 0; i < r->failure_count; i++)
		printf("%s\n%s", i == 0 ? "" : ",", r->failures[i]);
	printf("],\n\"unlisted\":%lld", (long long)r->unlisted);
}

void rehearsed_print_json(const struct rehearsed *r, bool lists)
{
	print_head(r);
	print_groups("rules", &r->rules, put_rule);
	print_groups("articles", &r->articles, put_article);
	if (lists)
		print_lists(r);
	putchar('}');
}
