#include "gstandaard/codes.h"

#include <stddef.h>
#include <string.h>

#include "base/attr.h"

static const struct {
	enum gst_code_list list;
	const char *code, *ours;
} codes[] = {
#define CODE(list, code, ours) {GST_CODE_##list, code, ours},
#include "gstandaard/codes.def"
#undef CODE
};

const char *gst_code(enum gst_code_list list, const char *code)
{
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (codes[i].list == list && strcmp(codes[i].code, code) == 0)
			return codes[i].ours;
	return NULL;
}
