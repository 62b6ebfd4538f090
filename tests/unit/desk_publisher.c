#include "desk_publisher.h"

#include <criterion/criterion.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/snapshot_build.h"

_Atomic int64_t publisher_now_ms;
const char *publisher_edit;

int64_t publisher_clock(void)
{
	return publisher_now_ms;
}

void publisher_make(struct fixture *f, const char *name,
		    struct publisher *publisher)
{
	char path[128], public_path[128];
	struct err e;

	snprintf(path, sizeof(path), "%s/%s.key", f->dir, name);
	snprintf(public_path, sizeof(public_path), "%s/%s.pub", f->dir, name);
	cr_assert(signing_key_create(path, public_path, &e), "%s", e.message);
	cr_assert(signing_key_load(path, &publisher->key, &e), "%s", e.message);
	publisher->public = signing_key_public(publisher->key);
}

static void say_fault(void *ctx, const char *fault)
{
	(void)ctx;
	fprintf(stderr, "%s\n", fault);
}

const char *publish_unsigned(struct fixture *f, int number)
{
	static char whole[PATH_MAX];
	const char *srcdir = getenv("srcdir");
	char command[1024], csv[96], path[160];
	struct snapshot_build_stats stats;
	struct err e;

	snprintf(csv, sizeof(csv), "%s/csv", f->dir);
	snprintf(path, sizeof(path), "%s/gvs-20261101-%06d.gvs", f->snapshots,
		 number);
	snprintf(
	    command, sizeof(command),
	    "rm -rf '%s' && cp -r '%s/tests/cases/data' '%s' && "
	    "chmod -R u+w '%s' && "
	    "sed -i -e 's/-000001$/-%06d/' -e 's/^sequence,1$/sequence,%d/' "
	    "-e '%s' '%s/meta.csv'",
	    csv, srcdir != NULL ? srcdir : ".", csv, csv, number, number,
	    publisher_edit != NULL ? publisher_edit : "", csv);
	cr_assert_eq(system(command), 0, "%s", command);
	cr_assert(snapshot_build(csv, path, say_fault, NULL, &stats, &e), "%s",
		  e.message);
	cr_assert_not_null(realpath(path, whole));
	return whole;
}

const char *publish(struct fixture *f, const struct publisher *publisher,
		    int number, int64_t expires_s)
{
	const char *path = publish_unsigned(f, number);
	struct manifest manifest;
	struct err e;

	cr_assert(seal_make(path, publisher->key, expires_s, &manifest, &e),
		  "%s", e.message);
	return path;
}

static char *ask_switch(struct fixture *f, const char *how, const char *path)
{
	char line[PATH_MAX + 128];

	snprintf(line, sizeof(line),
		 "{\"cmd\":\"snapshot_use\",\"how\":\"%s\",\"path\":\"%s\","
		 "\"reason\":\"the test\"}",
		 how, path);
	return fixture_control(f, line);
}

char *ask_install(struct fixture *f, const char *path)
{
	return ask_switch(f, "install", path);
}

char *ask_use(struct fixture *f, const char *path)
{
	return ask_switch(f, "use", path);
}

char *ask_rollback(struct fixture *f, const char *id)
{
	char line[256];

	snprintf(line, sizeof(line), "{\"cmd\":\"snapshot_rollback\"%s%s%s}",
		 id != NULL ? ",\"snapshot\":\"" : "", id != NULL ? id : "",
		 id != NULL ? "\"" : "");
	return fixture_control(f, line);
}
