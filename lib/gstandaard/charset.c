#include "gstandaard/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

struct gst_charset {
	iconv_t converter;
};

static const struct {
	const char *name, *for_iconv;
} sets[] = {{"iso-8859-1", "ISO-8859-1"}, {"cp850", "CP850"}};

bool gst_charset_open(const char *name, struct gst_charset **out, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
		if (strcmp(name, sets[i].name) != 0)
			continue;
		iconv_t converter = iconv_open("UTF-8", sets[i].for_iconv);
		/* iconv_open fails with -1, which is no pointer. */
		if ((intptr_t)converter == -1)
			return err_set(e, ERR_FAILED,
				       "no conversion from %s here: %s", name,
				       strerror(errno));
		*out = malloc(sizeof(**out));
		ensure(*out != NULL);
		(*out)->converter = converter;
		return true;
	}
	return err_set(e, ERR_USAGE,
		       "the character set is '%.40s', expected iso-8859-1 or "
		       "cp850",
		       name);
}

void gst_charset_close(struct gst_charset *charset)
{
	if (charset == NULL)
		return;
	iconv_close(charset->converter);
	free(charset);
}

bool gst_charset_convert(struct gst_charset *charset, const char *bytes,
			 size_t len, char *out, size_t size)
{
	/* iconv takes what it does not write through a pointer to char *. */
	char *from = (char *)(uintptr_t)bytes, *to = out;
	size_t left = len, room = size - 1;

	ensure(size > 0);
	if (iconv(charset->converter, &from, &left, &to, &room) == (size_t)-1)
		return false;
	*to = '\0';
	return true;
}
