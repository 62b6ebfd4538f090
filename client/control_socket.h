/* Where the control socket is, and how to get hold of it. */
#ifndef CLAIMD_CLIENT_CONTROL_SOCKET_H
#define CLAIMD_CLIENT_CONTROL_SOCKET_H

#include "client/args.h"

/* --socket, else control.path of --dir's claimd.conf, else the usual one. */
MUSTCHECK bool control_socket_path(const struct args *args,
				   char out[PATH_BYTES_MAX], struct err *e);

/* ERR_NOT_RUNNING when nobody listens there; *fd is to be closed. */
MUSTCHECK bool control_socket_connect(const char *path, int *fd, struct err *e);

/* Waits up to timeout_ms until somebody listens. */
MUSTCHECK bool control_socket_await(const char *path, int timeout_ms, int *fd,
				    struct err *e);

#endif
