#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A call without anything between: takes the words of qrexec-client-vm, starts
the local program and the service of the build, and joins them by sockets. The
target "nobody" refuses; "cut" ends the call when the service has had 64 KiB."""

import os
import signal
import socket
import subprocess
import sys
import threading

REFUSED = 126
CUT_AT = 65536


def start_service(service, stdin, stdout):
    name, _, argument = service.partition("+")
    env = {key: value for key, value in os.environ.items()
           if key not in ("LEADLIGHT_PROGRAMS", "PROGRESS_TYPE",
                          "FILECOPY_TOTAL_BYTES")}
    env |= {"QREXEC_REMOTE_DOMAIN": "work", "HOME": os.environ["FAR_HOME"],
            "QREXEC_SERVICE_FULL_NAME": f"{name}+{argument}"}
    words = [f"{os.environ['LEADLIGHT_BUILD']}/qube/qubes-rpc/{name}"]
    with open(os.environ["CALLS"], "a", encoding="utf-8") as log:
        log.write(service + "\n")
    return subprocess.Popen(words + ([argument] if argument else []),
                            stdin=stdin, stdout=stdout, env=env)


def start_local(words, stdin, stdout):
    env = dict(os.environ, SAVED_FD_0=str(os.dup(0)), SAVED_FD_1=str(os.dup(1)))
    kept = (int(env["SAVED_FD_0"]), int(env["SAVED_FD_1"]))
    local = subprocess.Popen(words, stdin=stdin, stdout=stdout, env=env,
                             pass_fds=kept)
    for fd in kept:
        os.close(fd)
    return local


def cut(source, sink, service):
    left = CUT_AT
    while left > 0 and (data := source.recv(min(left, 4096))):
        sink.sendall(data)
        left -= len(data)
    if left == 0:
        service.send_signal(signal.SIGKILL)
        source.close()
    sink.close()


def main(words):
    if words[0] != "--":
        sys.exit(2)
    target, service, *local = words[1:]
    if target == "nobody":
        print("Request refused", file=sys.stderr)
        return REFUSED
    there, from_there = socket.socketpair()
    back, from_back = socket.socketpair()
    far_in = there
    if target == "cut":
        far_in, feed = socket.socketpair()
    server = start_service(service, far_in, back)
    client = start_local(local, from_back, from_there)
    for end in (back, from_back, from_there, far_in):
        end.close()
    if target == "cut":
        threading.Thread(target=cut, args=(there, feed, server)).start()
    else:
        there.close()
    code = client.wait()
    far = server.wait()
    return (128 - far if far < 0 else far) or code


sys.exit(main(sys.argv[1:]))
