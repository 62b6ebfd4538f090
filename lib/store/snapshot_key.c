/* What a reference rests on. */
#include <string.h>

#include "store/snapshot.h"

void reference_key_of(const struct claim *claim, const char *pharmacy,
		      struct reference_key *key)
{
	const struct item *item = &claim->item;

	memset(key, 0, sizeof(*key));
	key->kind = item->kind;
	key->date = claim->date;
	memcpy(key->uzovi, claim->insured.uzovi, sizeof(key->uzovi));
	memcpy(key->polis, claim->insured.polis, sizeof(key->polis));
	memcpy(key->pharmacy, pharmacy, sizeof(key->pharmacy));
	if (item->kind == KIND_MEDICINE || item->kind == KIND_DIET) {
		memcpy(key->zi, item->zi, sizeof(key->zi));
	} else if (item->kind == KIND_SERVICE) {
		memcpy(key->code, item->code, sizeof(item->code));
		memcpy(key->zi, item->for_zi, sizeof(key->zi));
	} else if (item->kind == KIND_DEVICE && item->gph[0] != '\0') {
		memcpy(key->code, item->gph, sizeof(item->gph));
	} else if (item->kind == KIND_DEVICE) {
		memcpy(key->code, item->zi, sizeof(item->zi));
	} else if (item->kind == KIND_PREPARATION) {
		key->ingredient_count = item->ingredient_count;
		key->ingredients = item->ingredients;
	}
}

/* Quantities are no part of it: the snapshot is not asked about them. */
static bool ingredients_equal(const struct reference_key *a,
			      const struct reference_key *b)
{
	if (a->ingredient_count != b->ingredient_count)
		return false;
	for (int i = 0; i < a->ingredient_count; i++)
		if (strcmp(a->ingredients[i].zi, b->ingredients[i].zi) != 0 ||
		    strcmp(a->ingredients[i].substance,
			   b->ingredients[i].substance) != 0)
			return false;
	return true;
}

bool reference_key_equal(const struct reference_key *a,
			 const struct reference_key *b)
{
	return a->date == b->date && a->kind == b->kind &&
	       strcmp(a->zi, b->zi) == 0 && strcmp(a->code, b->code) == 0 &&
	       strcmp(a->uzovi, b->uzovi) == 0 &&
	       strcmp(a->pharmacy, b->pharmacy) == 0 &&
	       strcmp(a->polis, b->polis) == 0 && ingredients_equal(a, b);
}
