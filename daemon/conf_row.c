#include "conf_row.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "trust/signature.h"

const struct conf_row conf_rows[] = {
#define ROW(section, key, name, type, when, def, min, max, choices, help, at)  \
	{section, key, name,	CONF_##type, CONF_##when, def,                 \
	 min,	  max, choices, help,	     at},
#define CONF(section, key, type, when, def, min, max, choices, help)           \
	ROW(#section, #key, #section "." #key, type, when, def, min, max,      \
	    choices, help, offsetof(struct conf, section##_##key))
#define CLIENT(key, type, when, def, min, max, choices, help)                  \
	ROW("client", #key, "client", type, when, def, min, max, choices,      \
	    help, offsetof(struct conf_client, key))
#include "conf.def"
#undef CLIENT
#undef CONF
#undef ROW
};
const size_t conf_row_count = ARRAY_LEN(conf_rows);

const struct conf_row *conf_row_find(const char *section, const char *key)
{
	for (size_t i = 0; i < conf_row_count; i++)
		if (strcmp(conf_rows[i].section, section) == 0 &&
		    strcmp(conf_rows[i].key, key) == 0)
			return &conf_rows[i];
	return NULL;
}

bool conf_row_is_list(const struct conf_row *row)
{
	return row->type == CONF_UIDS || row->type == CONF_KEYS;
}

struct unit {
	const char *name;
	int64_t factor;
};

static const struct unit no_units[] = {{"", 1}, {NULL, 0}};
static const struct unit size_units[] = {
    {"", 1},
    {"B", 1},
    {"KiB", 1024},
    {"MiB", 1 << 20},
    {"GiB", (int64_t)1 << 30},
    {NULL, 0},
};
static const struct unit time_units[] = {
    {"ms", 1},	    {"s", 1000},     {"m", 60000},
    {"h", 3600000}, {"d", 86400000}, {NULL, 0},
};

/* Digits and one of the units, nothing else, no overflow. */
static bool number_parse(const char *text, const struct unit *units,
			 int64_t *out)
{
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	int64_t value = strtoll(text, &end, 10);
	if (errno != 0)
		return false;
	for (const struct unit *u = units; u->name != NULL; u++)
		if (strcmp(end, u->name) == 0)
			return !__builtin_mul_overflow(value, u->factor, out);
	return false;
}

static bool store_number(const struct conf_row *row, const char *value,
			 void *at, struct err *e)
{
	static const struct {
		const struct unit *units;
		const char *example, *unit;
	} kinds[] = {
	    [CONF_INTEGER] = {no_units, "a number", ""},
	    [CONF_SIZE] = {size_units, "a size such as 16KiB", " bytes"},
	    [CONF_DURATION] = {time_units, "a duration such as 5s", " ms"},
	};
	int64_t number;

	if (!number_parse(value, kinds[row->type].units, &number))
		return err_set(e, ERR_USAGE, "'%s' is not %s", value,
			       kinds[row->type].example);
	if (number < row->min || number > row->max)
		return err_set(
		    e, ERR_USAGE,
		    "%s is out of range, expected %" PRId64 " to %" PRId64 "%s",
		    value, row->min, row->max, kinds[row->type].unit);
	*(int64_t *)at = number;
	return true;
}

/* The text and, before a relative path, the folder; the caller's to free, or
 * NULL without memory. */
static char *joined(const char *folder, const char *text)
{
	char *out = NULL;

	if (folder == NULL || text[0] == '/' || text[0] == '\0')
		out = strdup(text);
	else if (asprintf(&out, "%s/%s", folder, text) < 0)
		out = NULL;
	return out;
}

static bool store_text(const struct conf_row *row, const char *value,
		       const char *folder, void *at, struct err *e)
{
	char *text = joined(row->type == CONF_PATH ? folder : NULL, value);

	if (text == NULL)
		return err_set(e, ERR_FAILED, "out of memory");
	size_t len = strlen(text);

	if ((int64_t)len < row->min || (int64_t)len > row->max) {
		free(text);
		return err_set(e, ERR_USAGE,
			       "'%.40s' has %zu characters, expected %" PRId64
			       " to %" PRId64,
			       value, len, row->min, row->max);
	}
	*(char **)at = text;
	return true;
}

static bool all_digits(const char *text)
{
	return text[strspn(text, "0123456789")] == '\0';
}

static bool check_form(const struct conf_row *row, const char *value,
		       struct err *e)
{
	unsigned char address[16];

	if (row->type == CONF_ADDRESS &&
	    inet_pton(AF_INET, value, address) != 1 &&
	    inet_pton(AF_INET6, value, address) != 1)
		return err_set(e, ERR_USAGE,
			       "'%.64s' is no numeric IPv4 or IPv6 address",
			       value);
	if (row->type == CONF_AGB &&
	    (strlen(value) != LEN_AGB || !all_digits(value)))
		return err_set(e, ERR_USAGE,
			       "'%.64s' is no AGB code, expected 8 digits",
			       value);
	if (row->type == CONF_SAN && strncmp(value, "DNS:", 4) != 0 &&
	    strncmp(value, "URI:", 4) != 0)
		return err_set(e, ERR_USAGE,
			       "'%.64s' is no name, expected DNS:… or URI:…",
			       value);
	return true;
}

/* The place of a word in the row's choices, or -1. */
static int choice_index(const struct conf_row *row, const char *value)
{
	size_t len = strlen(value);
	int index = 0;

	for (const char *p = row->choices; *p != '\0'; index++) {
		size_t word = strcspn(p, " ");
		if (word == len && memcmp(p, value, len) == 0)
			return index;
		p += word;
		p += strspn(p, " ");
	}
	return -1;
}

static bool store_choice(const struct conf_row *row, const char *value,
			 void *at, struct err *e)
{
	int index = choice_index(row, value);

	if (index < 0)
		return err_set(e, ERR_USAGE, "'%.64s' is not one of: %s", value,
			       row->choices);
	*(int64_t *)at = index;
	return true;
}

static bool store_flag(const char *value, void *at, struct err *e)
{
	if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
		return err_set(e, ERR_USAGE,
			       "'%.64s' is neither true nor false", value);
	*(bool *)at = value[0] == 't';
	return true;
}

static bool store_date(const char *value, void *at, struct err *e)
{
	*(civil_day *)at = CIVIL_NONE;
	if (value[0] == '\0' || civil_parse(value, strlen(value), at))
		return true;
	return err_set(e, ERR_USAGE, "'%.64s' is no date, expected YYYY-MM-DD",
		       value);
}

static bool store_element(const struct conf_row *row, const char *value,
			  struct conf_list *list, struct err *e)
{
	int64_t uid;

	if (row->type == CONF_UIDS &&
	    (!number_parse(value, no_units, &uid) || uid >= UINT32_MAX))
		return err_set(e, ERR_USAGE, "'%.64s' is no user id", value);
	if (row->type == CONF_KEYS && !public_key_valid(value))
		return err_set(e, ERR_USAGE,
			       "'%.64s' is no public key: expected 32 bytes "
			       "in base64",
			       value);
	if ((int64_t)list->count >= row->max)
		return err_set(e, ERR_USAGE, "more than %" PRId64 " entries",
			       row->max);
	char **items =
	    reallocarray(list->items, list->count + 1, sizeof(*list->items));
	if (items == NULL)
		return err_set(e, ERR_FAILED, "out of memory");
	list->items = items;
	items[list->count] = strdup(value);
	if (items[list->count] == NULL)
		return err_set(e, ERR_FAILED, "out of memory");
	list->count++;
	return true;
}

bool conf_row_store(const struct conf_row *row, const char *value,
		    const char *folder, void *base, struct err *e)
{
	void *at = (char *)base + row->offset;

	switch (row->type) {
	case CONF_INTEGER:
	case CONF_SIZE:
	case CONF_DURATION:
		return store_number(row, value, at, e);
	case CONF_CHOICE:
		return store_choice(row, value, at, e);
	case CONF_FLAG:
		return store_flag(value, at, e);
	case CONF_DATE:
		return store_date(value, at, e);
	case CONF_UIDS:
	case CONF_KEYS:
		return store_element(row, value, at, e);
	case CONF_ADDRESS:
	case CONF_PATH:
	case CONF_SAN:
	case CONF_AGB:
		break;
	}
	return check_form(row, value, e) &&
	       store_text(row, value, folder, at, e);
}

static bool lists_equal(const struct conf_list *a, const struct conf_list *b)
{
	bool equal = a->count == b->count;

	for (size_t i = 0; equal && i < a->count; i++)
		equal = strcmp(a->items[i], b->items[i]) == 0;
	return equal;
}

bool conf_row_equal(const struct conf_row *row, const void *a, const void *b)
{
	const char *x = (const char *)a + row->offset;
	const char *y = (const char *)b + row->offset;

	switch (row->type) {
	case CONF_INTEGER:
	case CONF_SIZE:
	case CONF_DURATION:
	case CONF_CHOICE:
		return *(const int64_t *)x == *(const int64_t *)y;
	case CONF_FLAG:
		return *(const bool *)x == *(const bool *)y;
	case CONF_DATE:
		return *(const civil_day *)x == *(const civil_day *)y;
	case CONF_UIDS:
	case CONF_KEYS:
		return lists_equal((const struct conf_list *)x,
				   (const struct conf_list *)y);
	case CONF_ADDRESS:
	case CONF_PATH:
	case CONF_SAN:
	case CONF_AGB:
		break;
	}
	return strcmp(*(char *const *)x, *(char *const *)y) == 0;
}

void conf_row_release(const struct conf_row *row, void *base)
{
	void *at = (char *)base + row->offset;

	if (conf_row_is_list(row)) {
		struct conf_list *list = at;
		for (size_t i = 0; i < list->count; i++)
			free(list->items[i]);
		free(list->items);
	} else if (row->type == CONF_ADDRESS || row->type == CONF_PATH ||
		   row->type == CONF_SAN || row->type == CONF_AGB) {
		free(*(char **)at);
	}
}
