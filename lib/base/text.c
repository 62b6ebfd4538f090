#include "base/text.h"

#include <string.h>

#include "base/ensure.h"

void text_init(struct text *t, char *memory, size_t cap)
{
	ensure(cap >= 1);
	t->data = memory;
	t->cap = cap;
	text_clear(t);
}

void text_clear(struct text *t)
{
	t->len = 0;
	t->overflow = false;
	t->data[0] = '\0';
}

void text_bytes(struct text *t, const char *bytes, size_t len)
{
	size_t room = t->cap - 1 - t->len;

	if (len > room) {
		t->overflow = true;
		len = room;
	}
	memcpy(t->data + t->len, bytes, len);
	t->len += len;
	t->data[t->len] = '\0';
}

void text_str(struct text *t, const char *str)
{
	text_bytes(t, str, strlen(str));
}

/* Writes value >= 0 with its digits grouped by mark ('\0': not grouped). */
static void text_digits(struct text *t, uint64_t value, int width, char mark)
{
	char buffer[64];
	size_t at = sizeof(buffer);
	int count = 0;

	ensure(width <= 20);
	do {
		if (mark != '\0' && count > 0 && count % 3 == 0)
			buffer[--at] = mark;
		buffer[--at] = (char)('0' + value % 10);
		value /= 10;
		count++;
	} while (value > 0 || count < width);
	text_bytes(t, buffer + at, sizeof(buffer) - at);
}

static uint64_t magnitude(struct text *t, int64_t value)
{
	if (value >= 0)
		return (uint64_t)value;
	text_char(t, '-');
	return 0 - (uint64_t)value;
}

void text_int(struct text *t, int64_t value)
{
	text_digits(t, magnitude(t, value), 1, '\0');
}

void text_int_padded(struct text *t, int64_t value, int width)
{
	ensure(value >= 0);
	text_digits(t, (uint64_t)value, width, '\0');
}

static const char hex_digits[] = "0123456789abcdef";

void text_hex(struct text *t, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		text_char(t, hex_digits[bytes[i] >> 4]);
		text_char(t, hex_digits[bytes[i] & 15]);
	}
}

void text_date(struct text *t, civil_day day)
{
	char buffer[LEN_CIVIL + 1];

	civil_format(day, buffer);
	text_bytes(t, buffer, LEN_CIVIL);
}

static void text_euro(struct text *t, cents amount, char group, char point)
{
	text_str(t, "€ ");
	uint64_t absolute = magnitude(t, amount);
	text_digits(t, absolute / 100, 1, group);
	text_char(t, point);
	text_digits(t, absolute % 100, 2, '\0');
}

void text_euro_nl(struct text *t, cents amount)
{
	text_euro(t, amount, '.', ',');
}

void text_euro_en(struct text *t, cents amount)
{
	text_euro(t, amount, ',', '.');
}

/*
 * What becomes of a byte in a JSON string. 0: it stands as it is; 'u': it is
 * written by its number; else its short escape. The first is its end.
 */
static const char escapes[256] = {
    /* clang-format off */
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
    'u', 't', 'n', 'u', 'u', 'r', 'u', 'u',
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
    ['"'] = '"', ['\\'] = '\\',
    /* clang-format on */
};

/* How many bytes stand in a JSON string as they are. */
static size_t unescaped_length(const char *str)
{
	size_t len = 0;

	while (escapes[(unsigned char)str[len]] == '\0')
		len++;
	return len;
}

static void text_escaped(struct text *t, unsigned char c)
{
	text_char(t, '\\');
	text_char(t, escapes[c]);
	if (escapes[c] == 'u') {
		text_bytes(t, "00", 2);
		text_hex(t, &c, 1);
	}
}

void text_json_string(struct text *t, const char *str)
{
	text_char(t, '"');
	for (;;) {
		size_t len = unescaped_length(str);
		text_bytes(t, str, len);
		str += len;
		if (*str == '\0')
			break;
		text_escaped(t, (unsigned char)*str++);
	}
	text_char(t, '"');
}
