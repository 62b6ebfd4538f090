#include "trust/members.h"

#include <string.h>

#include "wire/put.h"

void members_write(struct text *out, const struct member *members, size_t count,
		   const void *from)
{
	put_separator(out);
	text_char(out, '{');
	for (size_t i = 0; i < count; i++) {
		const char *at = (const char *)from + members[i].offset;
		int64_t number;

		if (members[i].size > 0) {
			put_str(out, members[i].name, at);
			continue;
		}
		memcpy(&number, at, sizeof(number));
		put_int(out, members[i].name, number);
	}
	text_char(out, '}');
}

static bool read_text(const struct doc_node *node, const struct member *member,
		      char *to)
{
	const char *text = doc_str(node, NULL);

	if (text == NULL || strlen(text) >= member->size)
		return false;
	memcpy(to, text, strlen(text) + 1);
	return true;
}

static bool read_integer(const struct doc_node *node, char *to)
{
	int64_t number = doc_int(node, 0);

	/* Only what is no integer gives the fallback, whatever that is. */
	if (number != doc_int(node, 1))
		return false;
	memcpy(to, &number, sizeof(number));
	return true;
}

bool members_read(const struct doc_node *object, const struct member *members,
		  size_t count, enum err_code code, void *to, struct err *e)
{
	if (!doc_is_object(object))
		return err_set(e, code, "expected an object");
	for (size_t i = 0; i < count; i++) {
		const struct doc_node *node = doc_get(object, members[i].name);
		char *at = (char *)to + members[i].offset;

		if (node == NULL)
			return err_set(e, code, "no member \"%s\"",
				       members[i].name);
		if (members[i].size > 0 ? !read_text(node, &members[i], at)
					: !read_integer(node, at))
			return err_set(
			    e, code, "\"%s\": expected %s", members[i].name,
			    members[i].size > 0 ? "a short text"
						: "an integer of 64 bits");
	}
	if (doc_len(object) != count)
		return err_set(e, code, "expected %zu members, found %zu",
			       count, doc_len(object));
	return true;
}
