/* Work in the background: idle while it lasts, unless it gets nothing. */
#include <criterion/criterion.h>

#include <sched.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "desk/background.h"
#include "desk/clock.h"

/* Nice for good where the system does not give a share back. */
static void expect_policy(const struct background *b, int policy)
{
	if (b->can_return)
		cr_expect_eq(sched_getscheduler(0), policy);
	else
		cr_expect_eq(getpriority(PRIO_PROCESS, 0), 10);
}

static void work_for_ms(int64_t ms)
{
	struct timespec t;

	do
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	while (t.tv_sec * 1000 + t.tv_nsec / 1000000 < ms);
}

Test(background, nothing_before_it_is_made)
{
	struct background b = {.can_return = false};
	int policy = sched_getscheduler(0);
	int priority = getpriority(PRIO_PROCESS, 0);

	background_begin(&b);
	cr_expect_eq(sched_getscheduler(0), policy);
	background_end(&b);
	background_tend(&b, clock_steady_ms() + 1000);
	cr_expect_eq(getpriority(PRIO_PROCESS, 0), priority);
}

Test(background, idle_while_it_lasts)
{
	struct background b = {.can_return = false};

	background_init(&b);
	expect_policy(&b, SCHED_OTHER);
	for (int round = 0; round < 2; round++) {
		background_begin(&b);
		expect_policy(&b, SCHED_IDLE);
		background_end(&b);
		expect_policy(&b, SCHED_OTHER);
	}
}

/* A tenth of the time is enough; and the time is short at first. */
Test(background, gets_a_share_when_others_leave_none)
{
	struct background b = {.can_return = false};

	background_init(&b);
	work_for_ms(50); /* before it begins: does not count */
	background_begin(&b);
	background_tend(&b, b.since_ms + 99);
	expect_policy(&b, SCHED_IDLE);
	work_for_ms(80); /* 30 of them do */
	background_tend(&b, b.since_ms + 200);
	expect_policy(&b, SCHED_IDLE);
	background_tend(&b, b.since_ms + 500);
	expect_policy(&b, SCHED_OTHER);
	background_end(&b);
	background_begin(&b);
	expect_policy(&b, SCHED_IDLE);
	background_tend(&b, b.since_ms + 100);
	expect_policy(&b, SCHED_OTHER);
	background_end(&b);
}
