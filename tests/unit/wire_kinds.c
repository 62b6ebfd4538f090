#include "wire_kinds.h"

#include <stdio.h>

#include "wire_support.h"

/*
 * The protocol's table of items, once more and in another form: each member
 * of each kind, what it needs, and the values on both sides of its edges.
 */

const char wire_kind_head[] =
    "{'v':1,'op':'simulate','id':'k','date':'2026-11-21',"
    "'insured':{'bsn':'999990019','born':'1961-04-02','sex':'f',"
    "'uzovi':'3311','polis':'196'},'item':{'kind':";

/* clang-format off */

#define NUMBER_BAD(below, above) \
	below, above, "-1", "1.0", "1e1", "'1'", "true", "null", "[]", \
	"9223372036854775807"
#define QUANTITY \
	{"quantity_milli", "30000", "/item/quantity_milli", \
	 {"1", "1000000000"}, {NUMBER_BAD("0", "1000000001")}}
#define DAYS(missing) \
	{"days", "30", missing, {"1", "400"}, {NUMBER_BAD("0", "401")}}
#define PRICE(missing) \
	{"price", "8731", missing, {"0", "100000000"}, \
	 {NUMBER_BAD("-2", "100000001")}}
#define EIGHT_DIGITS(name, missing) \
	{name, "'15987654'", missing, {"'00000000'"}, \
	 {"'1598765'", "'159876543'", "''", "'1598765a'", "15987654", "null"}}
#define FLAG(name) \
	{name, "true", NULL, {"false"}, {"1", "0", "'true'", "null", "{}"}}
#define CODE(name) \
	{name, "'S1'", "/item/" name, \
	 {"'x'", "'" WIRE_16 "'", "'" WIRE_16_IN_8 "'"}, \
	 {"''", "'" WIRE_16 "7'", "'" WIRE_16_IN_8 "7'", "1", "null"}}
#define NAME \
	{"name", "'Een naam'", "/item/name", {"'x'", "'" WIRE_128 "'"}, \
	 {"''", "'" WIRE_128 "9'", \
	  "'" WIRE_32 WIRE_32 WIRE_32 WIRE_16 WIRE_16_IN_8 "9'", "1", "null"}}

static const struct wire_member medicine[] = {
	EIGHT_DIGITS("zi", "/item/zi"),
	QUANTITY,
	DAYS(NULL),
	PRICE(NULL),
	FLAG("weekly"),
	{"last_supplied",
	 "'2026-10-01'",
	 NULL,
	 {"'2026-11-21'", "'2026-01-01'"},
	 {"'2026-11-22'", "'2026-02-30'", "''", "20261121", "null"}},
	{"first_supplied",
	 "'2026-01-01'",
	 NULL,
	 {"'2026-10-01'", "'1800-01-01'"},
	 {"'2026-10-02'", "'1799-12-31'", "''", "0", "null"}},
	FLAG("preferred_unavailable"),
	FLAG("dose_changed"),
};

static const struct wire_member preparation[] = {
	{"ingredients",
	 "[{'zi':'15987654','substance':'S1','quantity_milli':1500},"
	 "{'substance':'S2','quantity_milli':28500}]",
	 "/item/ingredients",
	 {"[" WIRE_ONE "]", "[" WIRE_SIXTEEN "]"},
	 {"[]", "[" WIRE_SIXTEEN "," WIRE_ONE "]", WIRE_ONE, "'S1'", "null"}},
	PRICE("/item/price"),
	DAYS("/item/days"),
	QUANTITY,
	FLAG("established_before"),
};

static const struct wire_member import[] = {
	NAME,
	CODE("substance"),
	CODE("form"),
	QUANTITY,
	DAYS("/item/days"),
	PRICE("/item/price"),
	FLAG("rare_disease"),
	FLAG("made_in_nl"),
};

static const struct wire_member allergen[] = {
	NAME,
	FLAG("registered"),
	QUANTITY,
	DAYS("/item/days"),
	PRICE("/item/price"),
};

static const struct wire_member diet[] = {
	EIGHT_DIGITS("zi", "/item/zi"),
	QUANTITY,
	DAYS("/item/days"),
	PRICE(NULL),
};

#define DEVICE_ROWS \
	{"part", "'battery'", "/item/part", \
	 {"'pump'", "'consumables'", "'charger'", "'delivery'", \
	  "'instruction'", "'support'", "'maintenance'"}, \
	 {"''", "'Pump'", "'batteries'", "1", "null"}}, \
	FLAG("first_purchase"), \
	PRICE("/item/price"), \
	FLAG("diagnosis_letter")

static const struct wire_member device_by_gph[] = {
	{"gph",
	 "'A1'",
	 "/item/gph",
	 {"'0'", "'Z'", "'ABCDEFGHIJKLMNOP'", "'QRSTUVWXYZ012345'", "'6789'"},
	 {"''", "'ABCDEFGHIJKLMNOPQ'", "'a1'", "'A 1'", "'A-1'", "'É'", "1",
	  "null"}},
	DEVICE_ROWS,
};

static const struct wire_member device_by_zi[] = {
	EIGHT_DIGITS("zi", "/item/gph"),
	DEVICE_ROWS,
};

static const struct wire_member service[] = {
	{"code",
	 "'70001'",
	 "/item/code",
	 {"'x'", "'" WIRE_32 "'", "'" WIRE_16_IN_8 WIRE_16_IN_8 "'"},
	 {"''", "'" WIRE_32 "3'", "'" WIRE_16_IN_8 WIRE_16_IN_8 "3'", "70001",
	  "null"}},
	EIGHT_DIGITS("for_zi", NULL),
	PRICE(NULL),
	FLAG("handed_out"),
	FLAG("guideline_met"),
	FLAG("personal_talk"),
	FLAG("recorded"),
	FLAG("same_day"),
	FLAG("in_time"),
	FLAG("incorrect_use"),
	{"device_kind",
	 "'inhaler'",
	 NULL,
	 {"'injection'", "'other'"},
	 {"''", "'Inhaler'", "'none'", "1", "null"}},
	{"event",
	 "'opname 3'",
	 NULL,
	 {"'x'", "'" WIRE_32 "'", "'" WIRE_16_IN_8 WIRE_16_IN_8 "'"},
	 {"''", "'" WIRE_32 "3'", "'" WIRE_16_IN_8 WIRE_16_IN_8 "3'", "3",
	  "null"}},
};

const struct wire_kind wire_kinds[WIRE_KINDS] = {
	{"medicine", KIND_MEDICINE, medicine, ARRAY_LEN(medicine)},
	{"preparation", KIND_PREPARATION, preparation, ARRAY_LEN(preparation)},
	{"import", KIND_IMPORT, import, ARRAY_LEN(import)},
	{"allergen", KIND_ALLERGEN, allergen, ARRAY_LEN(allergen)},
	{"diet", KIND_DIET, diet, ARRAY_LEN(diet)},
	{"device", KIND_DEVICE, device_by_gph, ARRAY_LEN(device_by_gph)},
	{"device", KIND_DEVICE, device_by_zi, ARRAY_LEN(device_by_zi)},
	{"service", KIND_SERVICE, service, ARRAY_LEN(service)},
};

/* clang-format on */

void wire_kind_line(size_t row, char *line)
{
	const struct wire_kind *kind = &wire_kinds[row];
	int len =
	    snprintf(line, WIRE_LINE_MAX, "%s'%s'", wire_kind_head, kind->kind);

	for (size_t i = 0; i < kind->count; i++)
		len += snprintf(line + len, WIRE_LINE_MAX - (size_t)len,
				",'%s':%s", kind->members[i].name,
				kind->members[i].value);
	snprintf(line + len, WIRE_LINE_MAX - (size_t)len, "}}");
}
