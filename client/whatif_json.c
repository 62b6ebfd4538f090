/* A what-if for programs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/whatif_print.h"

static void print_change_json(void *ctx, const char *name, const char *before,
			      const char *after)
{
	char memory[LEAF_NAME_SIZE * 6 + 3];
	bool *any = ctx;
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_json_string(&t, name);
	printf("%s{\"field\":%s,\"before\":%s,\"after\":%s}", *any ? "," : "",
	       memory, before != NULL ? before : "null",
	       after != NULL ? after : "null");
	*any = true;
}

static bool is_shown(const char *name)
{
	return strcmp(name, "ok") != 0 && strcmp(name, "request") != 0;
}

void whatif_print_json(const struct whatif *w)
{
	const struct doc_node *root = doc_root(w->answer);
	bool any = false;

	fputs("{\"changes\":[", stdout);
	whatif_changes(w, print_change_json, &any);
	putchar(']');
	for (size_t i = 0; i < doc_len(root); i++) {
		const char *name = doc_name_at(root, i);
		if (!is_shown(name))
			continue;
		char *value = doc_compact(doc_get(root, name));
		ensure(value != NULL);
		printf(",\"%s\":%s", name, value);
		free(value);
	}
	puts("}");
}
