/*
 * lib/base: leaf types that every layer may use. It needs libc only, holds no
 * state and does no I/O; nothing in it knows what a claim is.
 */
#ifndef CLAIMD_BASE_ATTR_H
#define CLAIMD_BASE_ATTR_H

/* The caller must look at the result: ignoring it is a compiler warning. */
#define MUSTCHECK	       __attribute__((warn_unused_result))
#define NORETURN	       __attribute__((noreturn))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
