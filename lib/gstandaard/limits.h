/* The limits of a delivery of the G-Standaard, each with its reason. */
#ifndef CLAIMD_GSTANDAARD_LIMITS_H
#define CLAIMD_GSTANDAARD_LIMITS_H

enum {
	/* One record: the widest of the real files has some 450 bytes. */
	GST_RECORD_MAX = 4096,
	/* Records of one file: thirty times the most of a real delivery. */
	GST_RECORDS_MAX = 4000000,
	/* Fields of one file in BST001T: MDVNR has three digits. */
	GST_FIELDS_MAX = 999,
	/* One text in UTF-8: thrice its width, the most that a character of
	 * the delivered sets takes. */
	GST_TEXT_MAX = 512,
	/* Remarks that are listed; the rest is counted. */
	GST_NOTES_LISTED_MAX = 200,
	/* How often a code follows a change before it is called a circle:
	 * more than products change in their life. */
	GST_CHANGES_MAX = 64,
	/* Values of one row of condition.csv; wider scopes need few. The id of
	 * each value is that of the row, times this and one, plus its place. */
	GST_CONDITION_VALUES_MAX = 999,
};

#endif
