#include "client/columns.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/money.h"
#include "client/limits.h"
#include "client/out.h"

enum {
	MARK_WIDTH = 2,
	LABEL_WIDTH = 16,
	GAP_WIDTH = 2,
};

static int terminal_width(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) != 1 ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		return COLUMNS_MIN;
	return (int)min_i64(max_i64(size.ws_col, COLUMNS_MIN), COLUMNS_MAX);
}

struct columns columns_fit(void)
{
	int rest = terminal_width() - MARK_WIDTH - LABEL_WIDTH - GAP_WIDTH;

	return (struct columns){.label = LABEL_WIDTH, .side = rest / 2};
}

static bool begins_character(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

/* Columns of so many bytes of UTF-8; what we print is never wider. */
static int width_of(const char *text, size_t len)
{
	int width = 0;

	for (size_t i = 0; i < len; i++)
		width += begins_character(text[i]);
	return width;
}

/* An amount stays in one piece: "€ 19,63". */
static bool may_break(const char *text, size_t blank)
{
	static const char euro[] = "€";
	const size_t len = sizeof(euro) - 1;

	return blank < len || memcmp(text + blank - len, euro, len) != 0;
}

/* Bytes of text for one line: up to a blank, or all that fits of a word. */
static size_t line_len(const char *text, int width)
{
	size_t len = 0, blank = 0;

	for (int used = 0; text[len] != '\0'; len++) {
		if (text[len] == ' ' && may_break(text, len))
			blank = len;
		if (begins_character(text[len]) && ++used > width)
			break;
	}
	if (text[len] == '\0' || blank == 0)
		return len;
	return blank;
}

/* Prints the next line of *text and moves on; pads to width unless last. */
static void print_line(const char **text, int width, bool last)
{
	size_t len = line_len(*text, width);
	int used = width_of(*text, len);

	printf("%.*s", (int)len, *text);
	if (!last)
		printf("%*s", width - used + GAP_WIDTH, "");
	*text += len + strspn(*text + len, " ");
}

static void print_label(const struct columns *c, const char *label, bool same)
{
	if (same)
		printf("%*s", MARK_WIDTH, "");
	else
		out_coloured(stdout, COLOUR_MIDDLING, "!", 1);
	printf("%*s%-*s", same ? 0 : MARK_WIDTH - 1, "", c->label, label);
}

void columns_row(const struct columns *c, const char *label, const char *left,
		 const char *right)
{
	bool one = right == NULL;
	int side = one ? 2 * c->side + GAP_WIDTH : c->side;
	bool same = one || strcmp(left, right) == 0;

	if (one)
		right = "";
	if (*left == '\0' && *right == '\0')
		return;
	for (bool first = true; *left != '\0' || *right != '\0';
	     first = false) {
		print_label(c, first ? label : "", same || !first);
		print_line(&left, side, *right == '\0');
		if (*right != '\0')
			print_line(&right, side, true);
		putchar('\n');
	}
}
