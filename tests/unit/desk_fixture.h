/*
 * A desk on a folder of its own, with the reference data of the rule cases,
 * and callers that wait for their replies. No network.
 */
#ifndef CLAIMD_TESTS_DESK_FIXTURE_H
#define CLAIMD_TESTS_DESK_FIXTURE_H

#include "desk/desk.h"

struct fixture {
	char dir[64];
	char ledger[96], key[96], snapshots[96], snapshot[128];
	struct desk_config config;
	struct desk *desk;
	struct service service;
};

/* Makes folder, key and snapshot; the desk is not started yet. */
void fixture_make(struct fixture *f);
/* The same with the CSV of another folder of the source tree. */
void fixture_make_from(struct fixture *f, const char *folder);
/* Starts the desk with f->config; asserts that it starts. */
void fixture_start(struct fixture *f);
void fixture_stop(struct fixture *f);
/* Stops, and removes the folder. */
void fixture_remove(struct fixture *f);

/* A question under way. */
struct asked;
/* Hands one line in, as the pharmacy; "" is the control socket. */
struct asked *fixture_post(struct fixture *f, const char *pharmacy,
			   const char *line);
/* Waits for the reply; the memory is the caller's to free. */
char *fixture_wait(struct asked *asked);
/* Both at once, as pharmacy 02012345. */
char *fixture_ask(struct fixture *f, const char *line);
/* As the operator. */
char *fixture_control(struct fixture *f, const char *line);

/* Called on the desk thread whenever it answers; NULL: nobody. */
void fixture_watch_replies(void (*watcher)(const char *reply));

/*
 * Holds the desk still in the middle of an answer until it is released, so
 * that what is posted meanwhile becomes one batch.
 */
struct asked *fixture_hold(struct fixture *f);
void fixture_release(struct asked *held);

/* A dispense of an article (ZI) for days with that many units. */
const char *dispense_line(const char *id, const char *date, const char *zi,
			  int days);

/* Asserts that the reply has a string member, e.g. "outcome", "deny". */
void expect_member(const char *reply, const char *name, const char *value);
/* Asserts that the reply is an error or retry with this code. */
void expect_error(const char *reply, const char *code);

#endif
