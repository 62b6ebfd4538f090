#include "rules/permit.h"

#include <string.h>

#include "base/attr.h"

/* A code of the snapshot: any text without control characters. */
static bool code_valid(const char *code, size_t len)
{
	if (len < 1 || len > LEN_CODE)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)code[i] < ' ' || code[i] == 0x7f)
			return false;
	return true;
}

static bool zi_valid(const char *zi, size_t len)
{
	if (len != LEN_ZI)
		return false;
	for (size_t i = 0; i < len; i++)
		if (zi[i] < '0' || zi[i] > '9')
			return false;
	return true;
}

/* GPH codes and zi numbers: capitals and digits. */
static bool device_valid(const char *code, size_t len)
{
	if (len < 1 || len > LEN_CODE)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!(code[i] >= '0' && code[i] <= '9') &&
		    !(code[i] >= 'A' && code[i] <= 'Z'))
			return false;
	return true;
}

/* The value behind "prefix:", or NULL. */
static const char *scope_value(const char *scope, const char *prefix)
{
	size_t len = strlen(prefix);

	if (strncmp(scope, prefix, len) != 0 || scope[len] != ':')
		return NULL;
	return scope + len + 1;
}

bool permit_scope_valid(const char *scope)
{
	static const struct {
		const char *prefix;
		bool (*valid)(const char *value, size_t len);
	} prefixes[] = {
	    {"zi", zi_valid},
	    {"prk", code_valid},
	    {"substance", code_valid},
	    {"device", device_valid},
	};

	if (strcmp(scope, "holiday") == 0 || strcmp(scope, "any") == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		const char *value = scope_value(scope, prefixes[i].prefix);
		if (value != NULL)
			return prefixes[i].valid(value, strlen(value));
	}
	return false;
}

static bool covers(const char *scope, const char *prefix, const char *code)
{
	const char *value = scope_value(scope, prefix);

	return value != NULL && code[0] != '\0' && strcmp(value, code) == 0;
}

static bool covers_article(const char *scope, const struct facts *facts)
{
	const struct article *article = &facts->reference.article;

	return facts->reference.article_known &&
	       (covers(scope, "zi", article->zi) ||
		covers(scope, "prk", article->prk) ||
		covers(scope, "substance", article->substance));
}

static bool covers_import(const char *scope, const struct facts *facts)
{
	return covers(scope, "substance", facts->claim.item.substance);
}

/* Whoever names a device by its zi may have a permit of either form. */
static bool covers_device(const char *scope, const struct facts *facts)
{
	const struct item *item = &facts->claim.item;

	return covers(scope, "device", item->gph) ||
	       covers(scope, "device", item->zi) ||
	       covers(scope, "zi", item->zi);
}

static bool covers_nothing(const char *scope, const struct facts *facts)
{
	(void)scope;
	(void)facts;
	return false;
}

bool permit_scope_covers(const char *scope, const struct facts *facts)
{
	static const struct {
		bool any;
		bool (*covers)(const char *scope, const struct facts *facts);
	} kinds[KIND_COUNT] = {
	    [KIND_MEDICINE] = {true, covers_article},
	    [KIND_PREPARATION] = {false, covers_nothing},
	    [KIND_IMPORT] = {true, covers_import},
	    [KIND_ALLERGEN] = {true, covers_nothing},
	    [KIND_DIET] = {true, covers_article},
	    [KIND_DEVICE] = {true, covers_device},
	    [KIND_SERVICE] = {false, covers_nothing},
	};
	enum item_kind kind = facts->claim.item.kind;

	if (strcmp(scope, "any") == 0)
		return kinds[kind].any;
	return kinds[kind].covers(scope, facts);
}

bool permit_scope_covers_holiday(const char *scope)
{
	return strcmp(scope, "holiday") == 0 || strcmp(scope, "any") == 0;
}
