#include "client/leaves.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

static void add(struct leaves *leaves, const char *name,
		const struct doc_node *value)
{
	if (leaves->count == leaves->room) {
		leaves->room = leaves->room == 0 ? 32 : 2 * leaves->room;
		leaves->at =
		    realloc(leaves->at, leaves->room * sizeof(*leaves->at));
		ensure(leaves->at != NULL);
	}
	struct leaf *leaf = &leaves->at[leaves->count++];
	struct text t;
	text_init(&t, leaf->name, sizeof(leaf->name));
	text_str(&t, name);
	leaf->seen = false;
	leaf->json = doc_compact(value);
	ensure(leaf->json != NULL);
}

static bool has_below(const struct doc_node *value)
{
	return doc_len(value) > 0 &&
	       (doc_is_object(value) || doc_is_object(doc_at(value, 0)));
}

static void read_below(struct leaves *leaves, const char *path, int depth,
		       const struct doc_node *node)
{
	char memory[LEAF_NAME_SIZE];
	struct text name;

	for (size_t i = 0; i < doc_len(node); i++) {
		const struct doc_node *value = doc_at(node, i);
		text_init(&name, memory, sizeof(memory));
		text_str(&name, path);
		text_str(&name, *path != '\0' ? "." : "");
		if (doc_is_array(node))
			text_int(&name, (int64_t)i);
		else
			text_str(&name, doc_name_at(node, i));
		if (strcmp(memory, "insured.bsn") == 0)
			continue;
		if (has_below(value) && depth < LEAF_DEPTH_MAX)
			read_below(leaves, memory, depth + 1, value);
		else
			add(leaves, memory, value);
	}
}

void leaves_read(const struct doc_node *request, struct leaves *out)
{
	*out = (struct leaves){0};
	read_below(out, "", 1, request);
}

void leaves_free(struct leaves *leaves)
{
	for (size_t i = 0; i < leaves->count; i++)
		free(leaves->at[i].json);
	free(leaves->at);
	*leaves = (struct leaves){0};
}

const char *leaves_get(const struct leaves *leaves, const char *name)
{
	for (size_t i = 0; i < leaves->count; i++)
		if (strcmp(leaves->at[i].name, name) == 0)
			return leaves->at[i].json;
	return NULL;
}

/* A string without its quotation marks, its escapes as they are. */
static void show_string(const char *json, size_t len, struct text *out)
{
	if (len >= 2 && json[0] == '"')
		text_bytes(out, json + 1, len - 2);
	else
		text_bytes(out, json, len);
}

static size_t string_len(const char *json)
{
	size_t len = 1;

	while (json[len] != '"' && json[len] != '\0')
		len += json[len] == '\\' && json[len + 1] != '\0' ? 2 : 1;
	return len + (json[len] == '"');
}

static void show_list(const char *json, struct text *out)
{
	for (const char *at = json + 1; *at == '"' || *at == ',';) {
		if (*at == ',') {
			text_char(out, *at++);
			continue;
		}
		size_t len = string_len(at);
		show_string(at, len, out);
		at += len;
	}
}

void leaf_show(const char *json, struct text *out)
{
	if (json == NULL)
		text_str(out, "none");
	else if (strncmp(json, "[\"", 2) == 0)
		show_list(json, out);
	else
		show_string(json, strlen(json), out);
}

void leaves_compare(const struct leaves *before, const struct leaves *after,
		    leaf_change *each, void *ctx)
{
	for (size_t i = 0; i < before->count; i++) {
		const struct leaf *leaf = &before->at[i];
		const char *now = leaves_get(after, leaf->name);
		if (now == NULL || strcmp(now, leaf->json) != 0)
			each(ctx, leaf->name, leaf->json, now);
	}
	for (size_t i = 0; i < after->count; i++) {
		const struct leaf *leaf = &after->at[i];
		if (leaves_get(before, leaf->name) == NULL)
			each(ctx, leaf->name, NULL, leaf->json);
	}
}
