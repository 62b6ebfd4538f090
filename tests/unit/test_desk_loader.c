/* Commands that wait for the loader while it opens another's file. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/limits.h"
#include "desk_publisher.h"

static struct fixture f;

static void set_up(void)
{
	fixture_make(&f);
	fixture_start(&f);
}

static void tear_down(void)
{
	fixture_remove(&f);
}

TestSuite(desk_loader, .init = set_up, .fini = tear_down);

static void post_uses(const char *path, struct asked **asked, int count)
{
	char line[512];

	snprintf(line, sizeof(line),
		 "{\"cmd\":\"snapshot_use\",\"path\":\"%s\"}", path);
	for (int i = 0; i < count; i++)
		asked[i] = fixture_post(&f, "", line);
}

/* How many replies hold a text. */
static int count_replies(struct asked **asked, int count, const char *text)
{
	int found = 0;

	for (int i = 0; i < count; i++) {
		char *reply = fixture_wait(asked[i]);
		found += strstr(reply, text) != NULL;
		free(reply);
	}
	return found;
}

/* A claimctl that was killed leaves a command behind: the next one waits. */
Test(desk_loader, who_comes_while_another_is_opened_waits)
{
	struct asked *asked[LOADS_WAITING_MAX];

	post_uses(publish_unsigned(&f, 1), asked, LOADS_WAITING_MAX);
	cr_expect_eq(count_replies(asked, LOADS_WAITING_MAX, "\"ok\":true"),
		     LOADS_WAITING_MAX);
}

/* The first four find room; the others are answered at once. */
Test(desk_loader, too_many_are_turned_away)
{
	enum { COUNT = 200 };
	struct asked *asked[COUNT];

	post_uses(publish_unsigned(&f, 1), asked, COUNT);
	cr_expect_eq(count_replies(asked, LOADS_WAITING_MAX, "\"ok\":true"),
		     LOADS_WAITING_MAX);
	int left = COUNT - LOADS_WAITING_MAX;
	cr_expect_gt(count_replies(asked + LOADS_WAITING_MAX, left, "\"busy\""),
		     0);
}
