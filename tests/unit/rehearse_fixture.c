#include "rehearse_fixture.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct doc *rehearse_parse(char *reply)
{
	struct doc *doc;
	struct err e;

	cr_assert(doc_parse(reply, strlen(reply), &doc, &e), "%s: %s",
		  e.message, reply);
	free(reply);
	return doc;
}

const char *rehearse_begin_line(const struct fixture *f, const char *name)
{
	static char line[2048];
	char cwd[1024];

	cr_assert_not_null(getcwd(cwd, sizeof(cwd)));
	snprintf(line, sizeof(line),
		 "{\"cmd\":\"rehearse_begin\",\"path\":\"%s/%s/%s\","
		 "\"days\":1}",
		 cwd, f->dir, name);
	return line;
}

const char *rehearse_line(const char *verb, int64_t token)
{
	static char line[128];

	snprintf(line, sizeof(line), "{\"cmd\":\"rehearse_%s\",\"token\":%lld}",
		 verb, (long long)token);
	return line;
}

int64_t rehearse_begun(struct fixture *f, const char *name)
{
	struct doc *doc =
	    rehearse_parse(fixture_control(f, rehearse_begin_line(f, name)));
	int64_t token = doc_get_int(doc_root(doc), "token", 0);

	cr_assert_gt(token, 0);
	doc_free(doc);
	return token;
}

struct doc *rehearse_all(struct fixture *f, const char *name)
{
	int64_t token = rehearse_begun(f, name);
	struct doc *doc =
	    rehearse_parse(fixture_control(f, rehearse_line("next", token)));

	cr_assert(doc_get_bool(doc_root(doc), "finished", false));
	char *reply = fixture_control(f, rehearse_line("end", token));
	cr_expect_str_eq(reply, "{\"ok\":true}");
	free(reply);
	return doc;
}

void expect_int(const struct doc_node *node, const char *name, int64_t value)
{
	int64_t is = doc_get_int(node, name, -99);

	cr_expect_eq(is, value, "%s: %lld, not %lld", name, (long long)is,
		     (long long)value);
}

void expect_str(const struct doc_node *node, const char *name,
		const char *value)
{
	cr_expect_str_eq(doc_get_str(node, name, "(absent)"), value, "%s",
			 name);
}
