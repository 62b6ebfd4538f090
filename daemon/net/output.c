#include "net/output.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "net/limits.h"

void output_release(struct output *output)
{
	free(output->data);
	*output = (struct output){0};
}

static void resize(struct output *output, size_t cap)
{
	output->data = realloc(output->data, cap);
	ensure(output->data != NULL);
	output->cap = cap;
}

/* What was written already makes room for the rest. */
static void move_down(struct output *output)
{
	output->len -= output->sent;
	memmove(output->data, output->data + output->sent, output->len);
	output->sent = 0;
}

static void reserve(struct output *output, size_t more)
{
	if (output->cap - output->len >= more)
		return;
	if (output->sent > 0)
		move_down(output);
	if (output->cap - output->len < more)
		resize(output, (output->len + more) * 2);
}

void output_line(struct output *output, struct output *spare, const char *bytes,
		 size_t len)
{
	if (output->data == NULL) {
		*output = *spare;
		*spare = (struct output){0};
	}
	reserve(output, len + 1);
	memcpy(output->data + output->len, bytes, len);
	output->data[output->len + len] = '\n';
	output->len += len + 1;
}

void output_return(struct output *output, struct output *spare)
{
	if (output->data == NULL)
		return;
	if (output->len > output->sent) {
		move_down(output);
		resize(output, output->len);
		return;
	}
	output->len = 0;
	output->sent = 0;
	if (spare->data == NULL && output->cap <= OUTPUT_KEPT_MAX) {
		*spare = *output;
		*output = (struct output){0};
	} else {
		output_release(output);
	}
}
