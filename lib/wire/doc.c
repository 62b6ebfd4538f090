#include "wire/doc.h"

#include <stdlib.h>

#include "wire/json.h"

struct doc {
	json_t *root;
};

/*
 * A node is jansson's own. Its iterators want it writable although they do
 * not write, hence the way round through a number.
 */
static json_t *json_of(const struct doc_node *node)
{
	return (json_t *)(uintptr_t)node;
}

static const struct doc_node *node_of(const json_t *json)
{
	return (const struct doc_node *)json;
}

static bool holds_real(json_t *json)
{
	if (json_is_real(json))
		return true;
	for (size_t i = 0; i < json_array_size(json); i++)
		if (holds_real(json_array_get(json, i)))
			return true;
	for (void *at = json_object_iter(json); at != NULL;
	     at = json_object_iter_next(json, at))
		if (holds_real(json_object_iter_value(at)))
			return true;
	return false;
}

bool doc_parse(const char *bytes, size_t len, struct doc **out, struct err *e)
{
	*out = NULL;
	json_t *root = json_read(bytes, len, e);
	if (root == NULL)
		return false;
	if (holds_real(root)) {
		json_decref(root);
		return err_set(e, ERR_BAD_JSON,
			       "expected integers, found a real number");
	}
	struct doc *doc = malloc(sizeof(*doc));
	if (doc == NULL) {
		json_decref(root);
		return err_set(e, ERR_BUSY, "out of memory");
	}
	doc->root = root;
	*out = doc;
	return true;
}

void doc_free(struct doc *doc)
{
	if (doc == NULL)
		return;
	json_decref(doc->root);
	free(doc);
}

const struct doc_node *doc_root(const struct doc *doc)
{
	return node_of(doc->root);
}

const struct doc_node *doc_get(const struct doc_node *node, const char *name)
{
	return node_of(json_object_get(json_of(node), name));
}

const struct doc_node *doc_at(const struct doc_node *node, size_t index)
{
	const json_t *json = json_of(node);

	if (json_is_array(json))
		return node_of(json_array_get(json, index));
	return doc_get(node, doc_name_at(node, index));
}

size_t doc_len(const struct doc_node *node)
{
	const json_t *json = json_of(node);

	return json_is_array(json) ? json_array_size(json)
				   : json_object_size(json);
}

const char *doc_str(const struct doc_node *node, const char *fallback)
{
	const char *str = json_string_value(json_of(node));

	return str != NULL ? str : fallback;
}

int64_t doc_int(const struct doc_node *node, int64_t fallback)
{
	const json_t *json = json_of(node);

	return json_is_integer(json) ? json_integer_value(json) : fallback;
}

bool doc_bool(const struct doc_node *node, bool fallback)
{
	const json_t *json = json_of(node);

	return json_is_boolean(json) ? json_is_true(json) : fallback;
}

const char *doc_name_at(const struct doc_node *node, size_t index)
{
	json_t *json = json_of(node);
	void *at = json_object_iter(json);

	for (; at != NULL && index > 0; index--)
		at = json_object_iter_next(json, at);
	return json_object_iter_key(at);
}

bool doc_is_object(const struct doc_node *node)
{
	return json_is_object(json_of(node));
}

bool doc_is_array(const struct doc_node *node)
{
	return json_is_array(json_of(node));
}

bool doc_is_bool(const struct doc_node *node)
{
	return json_is_boolean(json_of(node));
}

bool doc_is_string(const struct doc_node *node)
{
	return json_is_string(json_of(node));
}

const char *doc_get_str(const struct doc_node *node, const char *name,
			const char *fallback)
{
	return doc_str(doc_get(node, name), fallback);
}

int64_t doc_get_int(const struct doc_node *node, const char *name,
		    int64_t fallback)
{
	return doc_int(doc_get(node, name), fallback);
}

bool doc_get_bool(const struct doc_node *node, const char *name, bool fallback)
{
	return doc_bool(doc_get(node, name), fallback);
}

char *doc_pretty(const struct doc_node *node)
{
	return json_dumps(json_of(node), JSON_INDENT(2) | JSON_ENCODE_ANY);
}

char *doc_compact(const struct doc_node *node)
{
	return json_dumps(json_of(node), JSON_COMPACT | JSON_ENCODE_ANY);
}
