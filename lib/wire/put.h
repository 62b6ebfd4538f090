/*
 * Members of a JSON object, one call each; the comma comes by itself. The
 * name must need no escape.
 */
#ifndef CLAIMD_WIRE_PUT_H
#define CLAIMD_WIRE_PUT_H

#include "base/text.h"

/* A comma, unless an object or array has just been opened. */
void put_separator(struct text *out);
void put_name(struct text *out, const char *name);
void put_str(struct text *out, const char *name, const char *value);
void put_int(struct text *out, const char *name, int64_t value);
void put_bool(struct text *out, const char *name, bool value);
void put_date(struct text *out, const char *name, civil_day value);
/* bracket: '{' or '['; close with text_char. */
void put_open(struct text *out, const char *name, char bracket);

#endif
