#include <criterion/criterion.h>

#include <pthread.h>
#include <sched.h>

#include "desk/job.h"
#include "desk/mailbox.h"

static struct job *new_job(void)
{
	return job_new(JOB_REQUEST, NULL, 0);
}

static size_t free_list(struct job *jobs)
{
	size_t count = 0;

	while (jobs != NULL) {
		struct job *next = jobs->next;
		job_free(jobs);
		jobs = next;
		count++;
	}
	return count;
}

Test(mailbox, keeps_order_and_takes_at_most_what_is_asked)
{
	struct mailbox box;
	struct job *jobs[5];

	mailbox_init(&box, 10);
	for (int i = 0; i < 5; i++) {
		jobs[i] = new_job();
		cr_assert(mailbox_post(&box, jobs[i]));
	}
	struct job *taken = mailbox_take(&box, 3, 0);
	cr_assert(taken == jobs[0] && taken->next == jobs[1] &&
		  taken->next->next == jobs[2]);
	cr_expect_eq(free_list(taken), 3u);
	taken = mailbox_take(&box, 3, 0);
	cr_assert(taken == jobs[3]);
	cr_expect_eq(free_list(taken), 2u);
	cr_expect_null(mailbox_take(&box, 3, 0));
	mailbox_destroy(&box);
}

Test(mailbox, is_full_at_its_bound_and_not_before)
{
	struct mailbox box;

	mailbox_init(&box, 2);
	cr_expect(mailbox_post(&box, new_job()));
	cr_expect(mailbox_post(&box, new_job()));
	struct job *third = new_job();
	cr_expect_not(mailbox_post(&box, third));
	cr_expect(mailbox_post_always(&box, third));
	cr_expect_eq(free_list(mailbox_take(&box, 10, 0)), 3u);
	mailbox_destroy(&box);
}

Test(mailbox, a_closed_box_takes_nothing_and_keeps_what_it_has)
{
	struct mailbox box;

	mailbox_init(&box, 2);
	cr_expect(mailbox_post(&box, new_job()));
	mailbox_close(&box);
	cr_expect_not(mailbox_is_finished(&box));
	struct job *late = new_job();
	cr_expect_not(mailbox_post(&box, late));
	cr_expect_not(mailbox_post_always(&box, late));
	job_free(late);
	cr_expect_eq(free_list(mailbox_take(&box, 1, 1000)), 1u);
	cr_expect(mailbox_is_finished(&box));
	cr_expect_null(mailbox_take(&box, 1, 1000000));
	mailbox_destroy(&box);
}

static void *post_two(void *ctx)
{
	cr_assert(mailbox_post(ctx, new_job()));
	cr_assert(mailbox_post(ctx, new_job()));
	mailbox_ring(ctx);
	return NULL;
}

Test(mailbox, a_waiting_taker_wakes_up)
{
	struct mailbox box;
	pthread_t thread;

	mailbox_init(&box, 2);
	cr_assert_eq(pthread_create(&thread, NULL, post_two, &box), 0);
	/* Unless it takes them before it sleeps: then they come one by one. */
	size_t first = free_list(mailbox_take(&box, 2, 1000000));
	cr_assert(first == 1 || first == 2);
	if (first == 1)
		cr_expect_eq(free_list(mailbox_take(&box, 2, 1000000)), 1u);
	cr_assert_eq(pthread_join(thread, NULL), 0);
	mailbox_destroy(&box);
}

/* Whether somebody sleeps at it. */
static bool is_asleep(struct mailbox *box)
{
	pthread_mutex_lock(&box->mutex);
	bool asleep = box->asleep;
	pthread_mutex_unlock(&box->mutex);
	return asleep;
}

static void *take_two(void *ctx)
{
	return mailbox_take(ctx, 2, 1000000);
}

Test(mailbox, a_sleeping_taker_hears_of_several_posts_at_once)
{
	struct mailbox box;
	pthread_t thread;
	void *taken;

	mailbox_init(&box, 2);
	cr_assert_eq(pthread_create(&thread, NULL, take_two, &box), 0);
	while (!is_asleep(&box))
		sched_yield();
	mailbox_ring(&box); /* for nothing */
	cr_assert(mailbox_post(&box, new_job()));
	cr_assert(mailbox_post(&box, new_job()));
	cr_expect(is_asleep(&box));
	mailbox_ring(&box);
	cr_assert_eq(pthread_join(thread, &taken), 0);
	cr_expect_eq(free_list(taken), 2u);
	cr_expect_not(is_asleep(&box));
	mailbox_destroy(&box);
}
