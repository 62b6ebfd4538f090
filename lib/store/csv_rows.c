#include "store/csv_rows.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "store/snapshot_limits.h"

struct splitter {
	struct csv_parser parser;
	const struct csv_reader *reader;
	int64_t line;	  /* being read */
	int64_t row_line; /* on which the open row began */
	size_t row_bytes; /* of the open row; 0: no row is open */
	bool row_on_line; /* a row has ended on this line */
	bool failed;
	int count;
	size_t used;
	struct csv_field fields[CSV_COLUMNS_MAX];
	char text[CSV_ROW_MAX + CSV_COLUMNS_MAX];
};

static void fail(struct splitter *s, int64_t line, const char *what)
{
	if (!s->failed)
		s->reader->fault(s->reader->ctx, line, what);
	s->failed = true;
}

static void field_ended(void *bytes, size_t len, void *ctx)
{
	struct splitter *s = ctx;

	if (s->count++ >= CSV_COLUMNS_MAX)
		return;
	/* A row is never longer than CSV_ROW_MAX: see feed(). */
	ensure(s->used + len < sizeof(s->text));
	char *text = s->text + s->used;
	if (len > 0)
		memcpy(text, bytes, len);
	text[len] = '\0';
	s->used += len + 1;
	s->fields[s->count - 1] = (struct csv_field){text, len};
}

static void row_ended(int terminator, void *ctx)
{
	struct splitter *s = ctx;
	struct csv_row row = {s->row_line, s->count, s->fields};

	(void)terminator;
	if (s->row_on_line)
		fail(s, s->line,
		     "a carriage return ends a row only before a "
		     "line feed");
	if (!s->failed && !s->reader->row(s->reader->ctx, &row))
		s->failed = true;
	s->row_on_line = true;
	s->row_bytes = 0;
	s->count = 0;
	s->used = 0;
}

static int no_space(unsigned char c)
{
	(void)c;
	return 0; /* RFC 4180: blanks are part of a field */
}

static bool is_blank(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != '\r' && bytes[i] != '\n')
			return false;
	return true;
}

/* Takes the rest of a line, or of the buffer. */
static void feed(struct splitter *s, const char *bytes, size_t len)
{
	if (s->row_bytes == 0) {
		if (is_blank(bytes, len))
			return;
		s->row_line = s->line;
	}
	s->row_bytes += len;
	if (s->row_bytes > CSV_ROW_MAX)
		fail(s, s->row_line,
		     "the row is too long, or a quote is not "
		     "closed");
	else if (csv_parse(&s->parser, bytes, len, field_ended, row_ended, s) !=
		 len)
		fail(s, s->row_line, "quotes that RFC 4180 does not allow");
}

static void feed_lines(struct splitter *s, const char *bytes, size_t len)
{
	while (len > 0 && !s->failed) {
		const char *end = memchr(bytes, '\n', len);
		size_t step = end == NULL ? len : (size_t)(end - bytes) + 1;

		feed(s, bytes, step);
		if (end != NULL) {
			s->line++;
			s->row_on_line = false;
		}
		bytes += step;
		len -= step;
	}
}

static void read_all(struct splitter *s, FILE *file)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8, by editors */
	char buffer[16384];
	int64_t total = 0;
	size_t got;

	while (!s->failed &&
	       (got = fread(buffer, 1, sizeof(buffer), file)) > 0) {
		size_t skip =
		    total == 0 && got >= 3 && memcmp(buffer, mark, 3) == 0 ? 3
									   : 0;
		total += (int64_t)got;
		if (total > CSV_FILE_MAX)
			fail(s, s->line, "the file is too large");
		else
			feed_lines(s, buffer + skip, got - skip);
	}
	if (ferror(file))
		fail(s, s->line, "the file cannot be read");
	if (!s->failed && csv_fini(&s->parser, field_ended, row_ended, s) != 0)
		fail(s, s->row_line, "a quote is not closed");
}

enum csv_result csv_read_file(const char *path, const struct csv_reader *reader)
{
	FILE *file = fopen(path, "rbe");
	struct splitter *s;
	bool failed;

	if (file == NULL && errno == ENOENT)
		return CSV_MISSING;
	if (file == NULL) {
		reader->fault(reader->ctx, 1, "the file cannot be opened");
		return CSV_FAILED;
	}
	s = calloc(1, sizeof(*s));
	ensure(s != NULL);
	ensure(csv_init(&s->parser,
			CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) == 0);
	csv_set_space_func(&s->parser, no_space);
	s->reader = reader;
	s->line = 1;
	read_all(s, file);
	csv_free(&s->parser);
	failed = s->failed;
	free(s);
	fclose(file);
	return failed ? CSV_FAILED : CSV_DONE;
}
