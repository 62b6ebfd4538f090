/* Says on a terminal what takes long, and wipes it when it is done. */
#ifndef CLAIMD_CLIENT_PATIENCE_H
#define CLAIMD_CLIENT_PATIENCE_H

/*
 * From here on, once PATIENCE_MS have passed, standard error shows what is
 * being done, if it is a terminal. One at a time; what lives as long. Uses the
 * process's timer and SIGALRM: waiting calls may return early (EINTR).
 */
void patience_begin(const char *what);
/* Before anything else is written. Without a begin it does nothing. */
void patience_end(void);

#endif
