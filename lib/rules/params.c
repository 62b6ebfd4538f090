#include "rules/facts.h"

#include "base/ensure.h"

const struct param_info *param_info(enum param param)
{
	static const struct param_info infos[PARAM_COUNT] = {
#define PARAM(symbol, name, min, max, article) {name, min, max, article},
#include "rules/params.def"
#undef PARAM
	};

	ensure(param < PARAM_COUNT);
	return &infos[param];
}
