/* The tables of the requests. Private to lib/wire. */
#ifndef CLAIMD_WIRE_SHAPES_H
#define CLAIMD_WIRE_SHAPES_H

#include "wire/fields.h"
#include "wire/request.h"

/* Into struct request. The first three rows of each are v, op and id. */
extern const struct shape request_shapes[OP_COUNT];

enum { ROW_VERSION, ROW_OP, ROW_ID };

/* The claim within a struct request: what an explanation shows of it. */
extern const struct shape claim_shape;

#endif
