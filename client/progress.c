#include "client/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "client/moment.h"
#include "client/limits.h"

enum { BAR_WIDTH = 30 };

void progress_start(struct progress *p, int64_t total_bytes)
{
	p->drawn = false;
	p->shares_screen = isatty(STDOUT_FILENO) == 1;
	p->total_bytes = total_bytes;
	p->counted = "answered";
	p->next_ms = moment_ms() + PROGRESS_INTERVAL_MS;
	p->shown = isatty(STDERR_FILENO) == 1 &&
		   (total_bytes == 0 || total_bytes > PROGRESS_FILE_BYTES);
}

void progress_start_counting(struct progress *p, int64_t total,
			     const char *counted)
{
	progress_start(p, total);
	p->counted = counted;
	p->shown = isatty(STDERR_FILENO) == 1 && total > 0;
}

static void draw(const struct progress *p, int64_t done_bytes, int64_t count)
{
	char bar[BAR_WIDTH + 1];

	if (p->total_bytes == 0) {
		fprintf(stderr, "\r%lld %s\033[K", (long long)count,
			p->counted);
		return;
	}
	int64_t done =
	    done_bytes < p->total_bytes ? done_bytes : p->total_bytes;
	int64_t filled = done * BAR_WIDTH / p->total_bytes;
	for (int i = 0; i < BAR_WIDTH; i++)
		bar[i] = i < filled ? '#' : '.';
	bar[BAR_WIDTH] = '\0';
	fprintf(stderr, "\r[%s] %3d%%  %lld %s\033[K", bar,
		(int)(done * 100 / p->total_bytes), (long long)count,
		p->counted);
}

void progress_update(struct progress *p, int64_t done_bytes, int64_t count)
{
	int64_t now = moment_ms();

	if (!p->shown || now < p->next_ms)
		return;
	p->next_ms = now + PROGRESS_INTERVAL_MS;
	p->drawn = true;
	draw(p, done_bytes, count);
}

void progress_give_way(struct progress *p)
{
	if (p->shares_screen)
		progress_clear(p);
}

void progress_clear(struct progress *p)
{
	if (!p->drawn)
		return;
	fputs("\r\033[K", stderr);
	p->drawn = false;
}
