/* Codes of the extra folder that may have been replaced meanwhile. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gstandaard/settings.h"

static bool is_number(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len <= 15 && strspn(text, "0123456789") == len;
}

bool gst_code_now(const struct gst_products *products,
		  const struct gst_extra *extra, int table_id,
		  const struct gst_extra_row *row, const char *scope,
		  const char *value, char out[LEN_CODE + 1])
{
	bool prk = strcmp(scope, "prk") == 0, gpk = strcmp(scope, "gpk") == 0;
	bool number = prk || gpk || strcmp(scope, "hpk") == 0 ||
		      strcmp(scope, "substance") == 0;
	enum gst_follow how = GST_SAME;
	int64_t code;

	snprintf(out, LEN_CODE + 1, "%s", value);
	if (!number || !is_number(value))
		return true;
	code = strtoll(value, NULL, 10);
	if (prk)
		how = gst_follow_prk(products, code, &code);
	if (gpk)
		how = gst_follow_gpk(products, code, &code);
	if (how == GST_SPLIT) {
		gst_extra_fault(extra, table_id, row->line, scope, value,
				"one of the codes that BST713T says replaced "
				"it: they are several");
		return false;
	}
	snprintf(out, LEN_CODE + 1, "%" PRId64, code);
	return true;
}
