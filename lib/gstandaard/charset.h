/* From the character set of a delivery to UTF-8; iconv(3) does it. */
#ifndef CLAIMD_GSTANDAARD_CHARSET_H
#define CLAIMD_GSTANDAARD_CHARSET_H

#include <stddef.h>

#include "base/err.h"

struct gst_charset; /* opaque */

/* name: iso-8859-1 or cp850; gst_charset_close frees *out. */
MUSTCHECK bool gst_charset_open(const char *name, struct gst_charset **out,
				struct err *e);
void gst_charset_close(struct gst_charset *charset);

/*
 * Converts len bytes into out, which ends in NUL. False: a byte that the set
 * does not have, or size is too small.
 */
MUSTCHECK bool gst_charset_convert(struct gst_charset *charset,
				   const char *bytes, size_t len, char *out,
				   size_t size);

#endif
