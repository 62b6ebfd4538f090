#include "trial.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/ensure.h"
#include "disk_vfs.h"

enum { TODAY = 20500 };

static char folder[] = "/tmp/claimd-fault-XXXXXX";
static char path[64];

void trial_begin(void)
{
	ensure(mkdtemp(folder) != NULL);
	snprintf(path, sizeof(path), "%s/ledger.db", folder);
	int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	ensure(fd >= 0);
	ensure(close(fd) == 0);
	disk_vfs_register();
}

void trial_end(void)
{
	ensure(unlink(path) == 0);
	ensure(rmdir(folder) == 0);
}

struct ledger *trial_open(size_t recent_rows, struct err *e)
{
	struct ledger_config config = {
	    .path = path,
	    .since = CIVIL_NONE,
	    .today = TODAY,
	    .vfs = DISK_VFS,
	    .recent_rows = recent_rows,
	};
	struct ledger *ledger;

	return ledger_open(&config, &ledger, e) ? ledger : NULL;
}

uint64_t trial_number(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

void trial_silence(void)
{
	ensure(freopen("/dev/null", "w", stderr) != NULL);
}
