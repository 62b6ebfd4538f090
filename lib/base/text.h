/*
 * A bounded text builder: it writes into memory that the caller owns, never
 * past its end, and remembers when something did not fit. Always ends in NUL.
 */
#ifndef CLAIMD_BASE_TEXT_H
#define CLAIMD_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/civil.h"
#include "base/money.h"

struct text {
	char *data;
	size_t len; /* bytes written, without the NUL */
	size_t cap; /* bytes of memory, the NUL's included */
	bool overflow;
};

/* memory holds cap >= 1 bytes and must outlive the builder. */
void text_init(struct text *t, char *memory, size_t cap);
void text_clear(struct text *t);

void text_bytes(struct text *t, const char *bytes, size_t len);
void text_str(struct text *t, const char *str);

/* Room for len bytes, which the caller writes at once; NULL: it is too little,
 * and nothing is appended. */
static inline char *text_room(struct text *t, size_t len)
{
	char *room = t->data + t->len;

	if (len >= t->cap - t->len) {
		t->overflow = true;
		return NULL;
	}
	t->len += len;
	room[len] = '\0';
	return room;
}

static inline void text_char(struct text *t, char c)
{
	if (t->len + 1 >= t->cap) {
		t->overflow = true;
		return;
	}
	t->data[t->len++] = c;
	t->data[t->len] = '\0';
}

void text_int(struct text *t, int64_t value);
/* Decimal, filled with zeros on the left to width digits; value >= 0. */
void text_int_padded(struct text *t, int64_t value, int width);
/* Two lower-case digits a byte. */
void text_hex(struct text *t, const uint8_t *bytes, size_t len);
/* YYYY-MM-DD */
void text_date(struct text *t, civil_day day);
/* Euros as Dutch readers write them: € 1.234,56 */
void text_euro_nl(struct text *t, cents amount);
/* Euros as English readers write them: € 1,234.56 */
void text_euro_en(struct text *t, cents amount);
/* A JSON string with its quotes; bytes must be UTF-8. */
void text_json_string(struct text *t, const char *str);

#endif
