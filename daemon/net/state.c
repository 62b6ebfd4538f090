#include "net/state.h"

#include "base/ensure.h"

#define TO(state) (1U << CONN_##state)

static const struct {
	const char *name;
	bool reads, open;
	unsigned moves;
} states[CONN_STATE_COUNT] = {
    [CONN_HANDSHAKE] = {"handshake", true, false,
			TO(READING) | TO(LINGERING) | TO(GONE)},
    [CONN_READING] = {"reading", true, true,
		      TO(WAITING) | TO(WRITING) | TO(CLOSING) | TO(GONE)},
    [CONN_WAITING] = {"waiting", false, true,
		      TO(READING) | TO(WRITING) | TO(CLOSING) | TO(GONE)},
    [CONN_WRITING] = {"writing", false, true,
		      TO(READING) | TO(WAITING) | TO(CLOSING) | TO(GONE)},
    [CONN_CLOSING] = {"closing", false, false, TO(LINGERING) | TO(GONE)},
    [CONN_LINGERING] = {"lingering", true, false, TO(GONE)},
    [CONN_GONE] = {"gone", false, false, 0},
};

const char *conn_state_name(enum conn_state state)
{
	ensure(state < CONN_STATE_COUNT);
	return states[state].name;
}

bool conn_move_allowed(enum conn_state from, enum conn_state to)
{
	ensure(from < CONN_STATE_COUNT);
	ensure(to < CONN_STATE_COUNT);
	return (states[from].moves & (1U << to)) != 0;
}

bool conn_state_reads(enum conn_state state)
{
	return states[state].reads;
}

bool conn_state_open(enum conn_state state)
{
	return states[state].open;
}

enum conn_state conn_state_of(const struct conn_facts *facts)
{
	if (facts->blocked)
		return CONN_WRITING;
	return facts->in_flight >= facts->in_flight_share ? CONN_WAITING
							  : CONN_READING;
}

bool conn_state_holds(enum conn_state state, const struct conn_facts *f)
{
	if (f->in_flight < 0 || f->in_flight > f->in_flight_max)
		return false;
	if (f->blocked && !f->output)
		return false;
	switch (state) {
	case CONN_HANDSHAKE:
		return f->socket && f->in_flight == 0 && !f->output;
	case CONN_READING:
	case CONN_WAITING:
	case CONN_WRITING:
		return f->socket && conn_state_of(f) == state;
	case CONN_CLOSING:
		return f->socket;
	case CONN_LINGERING:
		return f->socket && f->in_flight == 0 && !f->output;
	case CONN_GONE:
		return !f->socket && !f->output;
	case CONN_STATE_COUNT:
		break;
	}
	return false;
}
