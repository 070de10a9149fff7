// SPDX-License-Identifier: MIT
/*
 * Where the trusted side has a qube run any command: qrexec.NAME among its
 * sockets, the socket that each daemon of Qubes has for qrexec-client. The
 * data of such a call passes through the router like any other's.
 */
#ifndef QREXEC_ROUTER_TOOL_SOCKET_H
#define QREXEC_ROUTER_TOOL_SOCKET_H

struct peer;
struct tool_socket;

/* Listens in the folder for commands to this qube. NULL if that is impossible,
 * which is logged. */
struct tool_socket *tool_socket_create(struct peer *peer, const char *dir);

/* The qube's calls must have ended. NULL is allowed. */
void tool_socket_destroy(struct tool_socket *socket);

#endif
