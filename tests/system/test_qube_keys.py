#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Keys that stay in their qube: gpg and ssh of one qube use the agent of
another one over calls, by a line of socat at each end."""

import shlex
import sys

import calls
import testbed

POLICY = """\
t.GpgAgent       *  work  vault  allow
qubes.SshAgent   *  work  vault  allow
*                *  *     *      deny   notify=no
"""
# as leadlight-services(7) tells
SSH_AGENT = "ssh-agent -D -a $SSH_AUTH_SOCK"
FORWARD = "socat UNIX-LISTEN:%s,fork EXEC:'qrexec-client-vm vault %s'"
SSH_FORWARD = FORWARD % ("$SSH_AUTH_SOCK", "qubes.SshAgent")
SERVICE = "#!/bin/sh\nexec socat - UNIX-CONNECT:%s\n"
GPG_SOCKET = "$(gpgconf --list-dirs agent-socket)"
NAME = "Vault <vault@example.org>"
REFUSED = 126


class Keys(calls.Calls):
    def __init__(self):
        super().__init__({
            "work": {"label": "blue", "command": SSH_FORWARD},
            "vault": {"label": "black", "command": SSH_AGENT}}, POLICY)

    def done(self, qube, command):
        """What a line of bash says, which must end well."""
        code, told = self.run_in(
            qube, f"bash -euc {shlex.quote(command)} 2>&1")
        if code != 0:
            raise AssertionError(f"{qube}: {command!r}: {code}: {told}")
        return told

    def serve(self, service, socket):
        self.done("vault", f"mkdir -p /run/qubes-rpc; cd /run/qubes-rpc; "
                           f"printf {shlex.quote(SERVICE)} {shlex.quote(socket)}"
                           f" >{service}; chmod +x {service}")

    def until(self, qube, socket):
        self.done(qube, f"until [ -S {socket} ]; do sleep 0.1; done")

    def serve_ssh(self):
        self.serve("qubes.SshAgent", "$SSH_AUTH_SOCK")
        self.until("vault", "$SSH_AUTH_SOCK")
        self.until("work", "$SSH_AUTH_SOCK")


def expect_in(part, whole):
    if part not in whole:
        raise AssertionError(f"no {part!r} in {whole!r}")


def test_ssh_uses_a_key_of_another_qube():
    with Keys() as desktop:
        desktop.serve_ssh()
        desktop.done("vault", "ssh-keygen -q -t ed25519 -N '' -C kept -f key; "
                     "ssh-add key")
        expect_in(" kept (ED25519)", desktop.done("work", "ssh-add -l"))
        desktop.done("work", "echo text >note; ssh-add -L >key.pub; "
                     "ssh-keygen -q -Y sign -n file -f key.pub note")
        check = "ssh-keygen -Y check-novalidate -n file -s note.sig <note"
        expect_in("Good \"file\" signature", desktop.done("work", check))
        desktop.done("work", f"echo more >>note; ! {check}")
        desktop.done("work", "! ls -d .ssh")


def test_gpg_uses_a_key_of_another_qube():
    with Keys() as desktop:
        desktop.done("vault", "gpg --batch --quiet --passphrase '' "
                     f"--quick-generate-key '{NAME}' default default never")
        public = desktop.done("vault", "gpg --armor --export")
        desktop.serve("t.GpgAgent", "$(gpgconf --list-dirs agent-extra-socket)")
        desktop.done("work", "mkdir -m 700 .gnupg; "
                     "echo no-autostart >.gnupg/gpg.conf; "
                     f"echo {shlex.quote(public)} | gpg --quiet --import")
        desktop.done("work", FORWARD % (GPG_SOCKET, "t.GpgAgent") +
                     " </dev/null >/dev/null 2>&1 &")
        desktop.until("work", GPG_SOCKET)
        expect_in(NAME, desktop.done("work", "gpg -K"))
        desktop.done("work", "echo text >note; gpg --batch --detach-sign note")
        check = "gpg --verify note.sig note"
        expect_in("Good signature", desktop.done("work", check))
        desktop.done("work", f"echo more >>note; ! {check}")
        desktop.done("work", "head -c 1000000 /dev/urandom >big; gpg --batch "
                     "--trust-model always -r vault@example.org -e big")
        desktop.done("work", "gpg --batch -o again -d big.gpg; cmp big again; "
                     "! ls .gnupg/private-keys-v1.d/*.key")


def test_keys_are_for_whom_the_policy_says():
    with Keys() as desktop:
        desktop.serve_ssh()
        expect_in("no identities", desktop.done("work", "! ssh-add -l"))
        desktop.write_policy("*  *  *  *  deny  notify=no\n")
        testbed.wait("the other policy", lambda: desktop.call(
            "work", "vault", "qubes.SshAgent")[0] == REFUSED, 60)
        expect_in("communication with agent failed",
                  desktop.done("work", "! ssh-add -l"))


sys.exit(testbed.run(
    test_ssh_uses_a_key_of_another_qube,
    test_gpg_uses_a_key_of_another_qube,
    test_keys_are_for_whom_the_policy_says,
))
