#include "wire/field_names.h"

#include "wire/shapes.h"

struct walk {
	enum item_kind kind;
	field_name_each *each;
	void *ctx;
	struct text path;
	char memory[FIELD_PATH_MAX];
};

static void walk_shape(struct walk *w, const struct shape *shape);

static void tell(struct walk *w, const struct field *f)
{
	char expected[400];
	struct text t;

	text_init(&t, expected, sizeof(expected));
	field_expected(f, &t);
	w->each(w->ctx, w->path.data, expected);
}

static void walk_list(struct walk *w, const struct field *f)
{
	tell(w, f);
	if (f->element->type != FIELD_OBJECT)
		return;
	text_str(&w->path, ".0");
	walk_shape(w, f->element->shape);
}

static void walk_field(struct walk *w, const struct field *f)
{
	if (f->type == FIELD_OBJECT)
		walk_shape(w, f->shape);
	else if (f->type == FIELD_VARIANT)
		walk_shape(w, &f->shape[w->kind]);
	else if (f->type == FIELD_LIST)
		walk_list(w, f);
	else
		tell(w, f);
}

static void walk_shape(struct walk *w, const struct shape *shape)
{
	struct text start = w->path;

	for (size_t i = 0; i < shape->count; i++) {
		const struct field *f = &shape->fields[i];
		if (f->secret)
			continue;
		text_str(&w->path, start.len > 0 ? "." : "");
		text_str(&w->path, f->name);
		walk_field(w, f);
		w->path = start;
		w->path.data[start.len] = '\0';
	}
}

void field_names(enum item_kind kind, field_name_each *each, void *ctx)
{
	struct walk w = {.kind = kind, .each = each, .ctx = ctx};

	text_init(&w.path, w.memory, sizeof(w.memory));
	walk_shape(&w, &claim_shape);
}
