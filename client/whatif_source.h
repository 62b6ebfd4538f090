/* The two places that a request to change can come from. */
#ifndef CLAIMD_CLIENT_WHATIF_SOURCE_H
#define CLAIMD_CLIENT_WHATIF_SOURCE_H

#include "client/args.h"
#include "wire/doc.h"

struct whatif_source {
	/* The request to start from, the caller's to free; NULL with *e. */
	char *(*start)(const struct args *args, struct err *e);
	/* Both decisions, as struct whatif has them; NULL with *e when the
	 * second request is refused. */
	struct doc *(*ask)(const struct args *args, const char *start,
			   const char *now, struct err *e);
	const char *(*hint)(enum err_code code); /* NULL: the usual */
};

extern const struct whatif_source whatif_of_claim; /* on the control socket */
extern const struct whatif_source whatif_of_file;  /* over TLS */

#endif
