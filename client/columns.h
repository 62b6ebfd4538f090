/* Two texts beside each other, as wide as the terminal is. */
#ifndef CLAIMD_CLIENT_COLUMNS_H
#define CLAIMD_CLIENT_COLUMNS_H

struct columns {
	int label; /* columns of a row's name */
	int side;  /* of each text */
};

/* For standard output: a terminal's width, else COLUMNS_MIN. */
struct columns columns_fit(void);

/*
 * Prints a row, wrapped at blanks; marked with ! where the two differ. right
 * NULL: one text over both columns. Without any text there is no row.
 */
void columns_row(const struct columns *c, const char *label, const char *left,
		 const char *right);

#endif
