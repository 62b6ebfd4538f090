/* What the network calls for a line; both have struct service's contract. */
#ifndef CLAIMD_DESK_INTAKE_H
#define CLAIMD_DESK_INTAKE_H

#include "desk/state.h"

bool intake_line(void *ctx, struct caller *caller, const char *line,
		 size_t len);
bool intake_control(void *ctx, struct caller *caller, const char *line,
		    size_t len);
void intake_turn_ended(void *ctx);

#endif
