// SPDX-License-Identifier: MIT
/* Sockets that lead out, or to parts of the kernel a qube has no use for. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/vm/escape/escape.h"

static int
open_socket(int family, int type, int protocol)
{
	return escape_result(socket(family, type, protocol));
}

static int
connect_abstract(void)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	const size_t len = strlen(ABSTRACT_NAME);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(addr.sun_path + 1, ABSTRACT_NAME, len);
	return escape_result(connect(fd, (struct sockaddr *)&addr,
			(socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
					len)));
}

static int
connect_loopback(void)
{
	struct sockaddr_in addr = {.sin_family = AF_INET,
			.sin_port = htons(LOOPBACK_PORT),
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return escape_result(connect(fd, (struct sockaddr *)&addr, sizeof(addr)));
}

static int
open_vsock(void)
{
	return open_socket(AF_VSOCK, SOCK_STREAM, 0);
}

static int
open_raw(void)
{
	return open_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static int
open_packet(void)
{
	return open_socket(AF_PACKET, SOCK_RAW, 0);
}

static int
open_alg(void)
{
	return open_socket(AF_ALG, SOCK_SEQPACKET, 0);
}

static int
open_kernel_events(void)
{
	return open_socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
}

static int
open_audit(void)
{
	return open_socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);
}

static int
open_netfilter(void)
{
	return open_socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
}

const struct attempt escape_network[] = {
		{"connect to an abstract socket of the host", connect_abstract},
		{"connect to a service on the host's loopback", connect_loopback},
		{"open a socket to the hypervisor", open_vsock},
		{"open a raw socket", open_raw},
		{"open a packet socket", open_packet},
		{"open a socket of the kernel's ciphers", open_alg},
		{"open netlink for device events", open_kernel_events},
		{"open netlink for auditing", open_audit},
		{"open netlink for firewalls", open_netfilter},
		{0},
};
