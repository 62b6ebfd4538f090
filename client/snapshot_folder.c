#include "client/snapshot_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/ensure.h"
#include "client/files.h"

static const char file_end[] = ".gvs";
static const char manifest_end[] = ".manifest";
static const char signature_end[] = ".manifest.sig";

static void on_alarm(int signal)
{
	(void)signal;
}

/* Waits for the lock until the alarm interrupts that. */
static bool wait_for_lock(int fd)
{
	const struct sigaction wake = {.sa_handler = on_alarm};
	const struct itimerval never = {{0, 0}, {0, 0}};
	/* It goes on ringing: one ring may come before flock waits. */
	const struct itimerval bell = {{0, 100000}, {INSTALL_WAIT_S, 0}};
	struct sigaction before;

	ensure(sigaction(SIGALRM, &wake, &before) == 0);
	ensure(setitimer(ITIMER_REAL, &bell, NULL) == 0);
	bool ok = flock(fd, LOCK_EX) == 0;
	int why = errno;
	ensure(setitimer(ITIMER_REAL, &never, NULL) == 0);
	ensure(sigaction(SIGALRM, &before, NULL) == 0);
	errno = why;
	return ok;
}

bool folder_lock(const char *dir, int *lock, struct err *e)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return err_set(
		    e, errno == EACCES ? ERR_NOT_PERMITTED : ERR_NOT_FOUND,
		    "%s: %s", dir, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 || wait_for_lock(fd)) {
		*lock = fd;
		return true;
	}
	int why = errno;
	close(fd);
	if (why == EINTR)
		return err_set(e, ERR_TRY_AGAIN,
			       "%s: another install has been at work for more "
			       "than %d seconds",
			       dir, (int)INSTALL_WAIT_S);
	return err_set(e, ERR_FAILED, "%s: cannot lock it: %s", dir,
		       strerror(why));
}

void folder_unlock(int lock)
{
	close(lock);
}

bool folder_path(const char *dir, const char *id, char out[PATH_BYTES_MAX],
		 struct err *e)
{
	char name[LEN_SNAPSHOT_ID + sizeof(file_end)];

	snprintf(name, sizeof(name), "%s%s", id, file_end);
	return path_join(out, dir, name, e);
}

bool folder_is_id(const char *text)
{
	static const char form[] = "gvs-########-######";

	for (size_t i = 0; i < sizeof(form); i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';
		if (form[i] == '#' ? !digit : text[i] != form[i])
			return false;
	}
	return true;
}

/* The length of a name without its end, or 0 if it ends otherwise. */
static size_t stem(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len > end_len && strcmp(name + len - end_len, end) == 0
		   ? len - end_len
		   : 0;
}

/* A manifest or signature whose snapshot is not there. */
static bool is_orphan(const char *dir, const char *name)
{
	char id[LEN_SNAPSHOT_ID + 1], path[PATH_BYTES_MAX];
	size_t len = stem(name, signature_end);
	struct err e;

	if (len == 0)
		len = stem(name, manifest_end);
	if (len == 0 || len >= sizeof(id))
		return false;
	memcpy(id, name, len);
	id[len] = '\0';
	return folder_is_id(id) && folder_path(dir, id, path, &e) &&
	       access(path, F_OK) != 0 && errno == ENOENT;
}

void folder_tidy(const char *dir)
{
	DIR *names = opendir(dir);
	const struct dirent *entry;
	char path[PATH_BYTES_MAX];
	struct err e;

	while (names != NULL && (entry = readdir(names)) != NULL) {
		const char *name = entry->d_name;
		if (!path_join(path, dir, name, &e))
			continue;
		if (strncmp(name, INSTALL_FOLDER, strlen(INSTALL_FOLDER)) == 0)
			folder_remove(path);
		else if (is_orphan(dir, name))
			unlink(path);
	}
	if (names != NULL)
		closedir(names);
}

void folder_forget(const char *dir, const char *id)
{
	/* The file first: what it leaves if killed, folder_tidy removes. */
	static const char *const ends[] = {file_end, manifest_end,
					   signature_end};
	char name[LEN_SNAPSHOT_ID + sizeof(signature_end)];
	char path[PATH_BYTES_MAX];
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", id, ends[i]);
		if (path_join(path, dir, name, &e))
			unlink(path);
	}
}

static void look_at(const char *path, const struct trusted *trusted,
		    struct installed *out)
{
	char manifest[PATH_BYTES_MAX], signature[PATH_BYTES_MAX];
	struct err e;

	out->fault = ERR_NONE;
	if (!seal_paths(path, manifest, signature, PATH_BYTES_MAX, &e) ||
	    !seal_read(manifest, signature, trusted, &out->manifest, &e))
		out->fault = e.code;
	else if (strcmp(out->manifest.snapshot_id, out->id) != 0)
		out->fault = ERR_SNAPSHOT_MISMATCH;
}

static bool add(struct installed_list *list, const char *name, size_t id_len,
		struct err *e)
{
	if (list->count == INSTALLED_MAX)
		return err_set(e, ERR_FAILED,
			       "more than %d snapshots are in the folder; "
			       "remove old ones",
			       (int)INSTALLED_MAX);
	struct installed *one = &list->at[list->count++];
	memcpy(one->id, name, id_len);
	one->id[id_len] = '\0';
	return true;
}

/* Newest first: their IDs begin with the day of publication. */
static int by_age(const void *a, const void *b)
{
	const struct installed *first = a, *second = b;

	return strcmp(second->id, first->id);
}

bool folder_list(const char *dir, const struct trusted *trusted,
		 struct installed_list *out, struct err *e)
{
	DIR *names = opendir(dir);
	const struct dirent *entry;
	char path[PATH_BYTES_MAX];
	bool ok = true;

	if (names == NULL)
		return err_set(e, ERR_NOT_FOUND, "%s: %s", dir,
			       strerror(errno));
	out->count = 0;
	out->at = calloc(INSTALLED_MAX, sizeof(*out->at));
	ensure(out->at != NULL);
	while (ok && (entry = readdir(names)) != NULL) {
		size_t len = stem(entry->d_name, file_end);
		if (len > 0 && len <= LEN_SNAPSHOT_ID &&
		    entry->d_name[0] != '.')
			ok = add(out, entry->d_name, len, e);
	}
	closedir(names);
	for (size_t i = 0; ok && i < out->count; i++) {
		ok = folder_path(dir, out->at[i].id, path, e);
		if (ok)
			look_at(path, trusted, &out->at[i]);
	}
	qsort(out->at, out->count, sizeof(*out->at), by_age);
	if (!ok)
		folder_list_free(out);
	return ok;
}

void folder_list_free(struct installed_list *list)
{
	free(list->at);
	list->at = NULL;
	list->count = 0;
}
