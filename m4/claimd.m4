# CLAIMD_NEED(VARIABLE, MODULE, DEBIAN-PACKAGE)
# Looks for a library with pkg-config; remembers the Debian package when it is missing.
AC_DEFUN([CLAIMD_NEED],
[PKG_CHECK_MODULES([$1], [$2], [], [claimd_missing="$claimd_missing $3"])])

# CLAIMD_TRY_FLAG(FLAG)
# Adds FLAG to WARN_CFLAGS when the compiler knows it.
AC_DEFUN([CLAIMD_TRY_FLAG],
[AC_MSG_CHECKING([whether $CC accepts $1])
claimd_saved_cflags=$CFLAGS
CFLAGS="$CFLAGS -Werror $1"
AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
  [AC_MSG_RESULT([yes]); WARN_CFLAGS="$WARN_CFLAGS $1"],
  [AC_MSG_RESULT([no])])
CFLAGS=$claimd_saved_cflags])

# CLAIMD_COMPILER_FLAGS
# -Werror comes after all checks (--enable-werror): it would fail them.
AC_DEFUN([CLAIMD_COMPILER_FLAGS],
[WARN_CFLAGS=
m4_foreach_w([flag],
  [-Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes
   -Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wcast-qual
   -Wwrite-strings -Wundef -Wformat=2 -Wvla -Wimplicit-fallthrough
   -Wduplicated-cond -Wlogical-op -Wnested-externs -Wredundant-decls
   -fno-common -fstack-protector-strong],
  [CLAIMD_TRY_FLAG(flag)
])
AC_SUBST([WARN_CFLAGS])])
