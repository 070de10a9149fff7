// SPDX-License-Identifier: MIT
/* The argument of qubes.VMExec: words joined by '+'; "--" is '-', and "-HH" the
 * byte of that number in capital hexadecimal digits. */
#ifndef QUBE_RPC_VMEXEC_H
#define QUBE_RPC_VMEXEC_H

/* Decodes into words, ended by NULL; one block, the caller's to free. NULL if
 * it is not well formed or a word has a NUL. */
char **vmexec_decode(const char *argument);

#endif
