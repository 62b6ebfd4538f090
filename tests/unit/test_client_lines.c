#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/lines.h"
#include "client/tally.h"
#include "wire/edit.h"

/* A pipe's reading end that holds these bytes, and its writing end. */
static int pipe_with(const char *bytes, int *write_end)
{
	int fds[2];

	cr_assert_eq(pipe(fds), 0);
	cr_assert_eq(write(fds[1], bytes, strlen(bytes)),
		     (ssize_t)strlen(bytes));
	if (write_end != NULL)
		*write_end = fds[1];
	else
		close(fds[1]);
	return fds[0];
}

Test(lines, one_at_a_time_without_their_ends)
{
	static const struct {
		const char *text;
		int64_t number;
	} expected[] = {{"one", 1}, {"two", 2}, {"four", 5}, {"five", 6}};
	static struct lines lines;
	struct err e;
	int fd = pipe_with("one\ntwo\r\n\n\r\nfour\nfive", NULL);

	lines_start(&lines, fd, REQUEST_LINE_MAX);
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		cr_assert(lines_next(&lines));
		cr_expect_str_eq(lines.bytes, expected[i].text);
		cr_expect_eq(lines.len, strlen(expected[i].text));
		cr_expect_eq(lines.number, expected[i].number);
		cr_expect_not(lines.too_long);
	}
	cr_expect_not(lines_next(&lines));
	cr_expect(lines_finish(&lines, &e));
	cr_expect_eq(lines.consumed_bytes, 21);
}

Test(lines, the_limit_from_both_sides)
{
	static struct lines lines;
	int fd = pipe_with("1234\n12345\nnext\n", NULL);

	lines_start(&lines, fd, 4);
	cr_assert(lines_next(&lines));
	cr_expect_not(lines.too_long);
	cr_assert(lines_next(&lines));
	cr_expect(lines.too_long);
	cr_expect_str_eq(lines.bytes, "1234");
	cr_assert(lines_next(&lines));
	cr_expect_not(lines.too_long);
	cr_expect_str_eq(lines.bytes, "next");
}

Test(lines, ready_when_a_line_is_there_or_nothing_more_comes)
{
	static struct lines lines;
	int write_end;
	int fd = pipe_with("one\ntwo\n", &write_end);

	lines_start(&lines, fd, 100);
	cr_expect(lines_ready(&lines));
	cr_assert(lines_next(&lines));
	cr_expect(lines_ready(&lines)); /* read ahead */
	cr_assert(lines_next(&lines));
	cr_expect_not(lines_ready(&lines));
	close(write_end);
	cr_expect(lines_ready(&lines));
	cr_expect_not(lines_next(&lines));
}

Test(lines, a_read_error_is_no_end)
{
	static struct lines lines;
	struct err e;

	lines_start(&lines, -1, 100);
	cr_expect_not(lines_next(&lines));
	cr_expect_not(lines_finish(&lines, &e));
}

static void expect_edit(const char *line, const char *expected)
{
	char *edited = edit_replace_member(line, strlen(line), "op", "dispense",
					   "simulate");

	if (expected == NULL) {
		cr_expect_null(edited, "%s", line);
	} else {
		cr_assert_not_null(edited, "%s", line);
		cr_expect_str_eq(edited, expected);
	}
	free(edited);
}

Test(edit, only_the_member_that_says_so)
{
	expect_edit("{\"v\":1,\"op\":\"dispense\",\"id\":\"dispense\"}",
		    "{\"v\":1,\"op\":\"simulate\",\"id\":\"dispense\"}");
	expect_edit("{ \"id\" : \"a\", \"op\" : \"dispense\", \"n\": [1, {}] }",
		    "{\"id\":\"a\",\"op\":\"simulate\",\"n\":[1,{}]}");
	expect_edit("{\"op\":\"\\u0064ispense\",\"x\":\"\xc3\xa9\"}",
		    "{\"op\":\"simulate\",\"x\":\"\xc3\xa9\"}");
}

Test(edit, all_else_goes_as_it_is)
{
	static const char *const lines[] = {
	    "{\"op\":\"reverse\"}",
	    "{\"op\":1}",
	    "{\"item\":{\"op\":\"dispense\"}}",
	    "{}",
	    "[\"op\"]",
	    "{\"op\":\"dispense\"",
	    "{\"op\":\"dispense\"} x",
	    "{\"op\":\"dispense\",\"op\":\"dispense\"}",
	    "",
	};

	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		expect_edit(lines[i], NULL);
}

Test(tally, counts_by_outcome)
{
	struct tally tally = {0};

	tally_add(&tally, "approve");
	tally_add(&tally, "deny");
	tally_add(&tally, "approve");
	cr_expect_eq(tally.total, 3);
	cr_expect_eq(tally.kinds, 2);
	cr_expect_str_eq(tally.kind[0].outcome, "approve");
	cr_expect_eq(tally.kind[0].count, 2);
	cr_expect_eq(tally.kind[1].count, 1);
}
