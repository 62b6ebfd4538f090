#include "trust/forms.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "trust/manifest.h"

static const char digits[] = "0123456789";

bool is_snapshot_id(const char *text)
{
	char date[LEN_CIVIL + 1];
	civil_day day;

	if (strlen(text) != strlen("gvs-YYYYMMDD-NNNNNN") ||
	    strncmp(text, "gvs-", 4) != 0 || strspn(text + 4, digits) != 8 ||
	    text[12] != '-' || strspn(text + 13, digits) != 6)
		return false;
	snprintf(date, sizeof(date), "%.4s-%.2s-%.2s", text + 4, text + 8,
		 text + 10);
	return civil_parse(date, LEN_CIVIL, &day);
}

bool is_sha256(const char *text)
{
	return strlen(text) == LEN_SHA256 &&
	       strspn(text, "0123456789abcdef") == LEN_SHA256;
}
