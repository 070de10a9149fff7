#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""An agent that is root logs users in, by the PAM file that comes with it. All
runs under mounts of its own, so that the machine's users are not touched."""

import os
import subprocess
import sys

from qrexec_rig import AGENT, EXIT, JUST_EXEC, Qube, Skip, run, wait

PAM_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        "../../data/pam/qrexec")
INSIDE = "TEST_OWN_MOUNTS"
USER, UID, GID, GROUP = "tester", 61234, 61235, 61236


def mount(path, target):
    subprocess.run(["mount", "--bind", path, target], check=True)


class Machine(Qube):
    """An agent that is root, with one user who may log in."""

    def __init__(self, pam=""):
        super().__init__()
        self.pam = pam

    def __enter__(self):
        if INSIDE not in os.environ:
            raise Skip("needs root and mounts of its own")
        super(Qube, self).__enter__()
        os.chmod(self.top, 0o755)
        os.mkdir(f"{self.top}/home")
        os.mkdir(f"{self.top}/pam.d")
        self.write("home/.profile", "export PROFILE_WAS_READ=yes\n"
                   "export QREXEC_REMOTE_DOMAIN=forged\n")
        witness = self.write("witness", f"""#!/bin/sh
echo "$PAM_TYPE $PAM_SERVICE $PAM_USER" >>{self.top}/seen
""")
        with open(PAM_FILE, encoding="ascii") as shipped:
            rules = shipped.read()
        self.write("pam.d/qrexec", f"{rules}{self.pam}"
                   f"session required pam_exec.so {witness}\n", 0o644)
        self.write("passwd", "root:x:0:0::/root:/bin/sh\n"
                   f"{USER}:x:{UID}:{GID}::{self.top}/home:/bin/sh\n", 0o644)
        self.write("group", f"root:x:0:\n{USER}:x:{GID}:\n"
                   f"more:x:{GROUP}:{USER}\n", 0o644)
        mount(f"{self.top}/passwd", "/etc/passwd")
        mount(f"{self.top}/group", "/etc/group")
        mount(f"{self.top}/pam.d", "/etc/pam.d")
        self.agent = self.run(AGENT, "--no-fork-server",
                              f"--agent-socket={self.socket}",
                              stderr=subprocess.PIPE)
        self.attach()
        return self

    def __exit__(self, *reason):
        for path in ("/etc/passwd", "/etc/group", "/etc/pam.d"):
            subprocess.run(["umount", path], check=True)
        self.agent.stderr.close()
        super().__exit__(*reason)

    def user(self):
        return USER

    def seen(self):
        try:
            with open(f"{self.top}/seen", encoding="ascii") as seen:
                return seen.read()
        except FileNotFoundError:
            return ""


def a_service_runs_within_a_session_of_its_user():
    with Machine() as machine:
        machine.write("rpc/t.Who", f"""#!/bin/sh
id -u; id -g; id -G; pwd
echo "$HOME $USER $LOGNAME $SHELL $PROFILE_WAS_READ"
echo "$QREXEC_REMOTE_DOMAIN $QREXEC_SERVICE_FULL_NAME $1"
cat {machine.top}/seen
cat
echo oops >&2
exit 7
""")
        out, err, code = machine.call("t.Who+a", b"given")
        home = f"{machine.top}/home"
        assert (err, code) == (b"oops\n", 7), (err, code)
        assert out.decode() == (
            f"{UID}\n{GID}\n{GID} {GROUP}\n{home}\n"
            f"{home} {USER} {USER} /bin/sh yes\nwork t.Who+a a\n"
            f"open_session qrexec {USER}\ngiven"), out
        wait("the session ends", lambda: machine.seen() == (
            f"open_session qrexec {USER}\nclose_session qrexec {USER}\n"))


def a_command_runs_in_the_shell_of_its_user():
    with Machine() as machine:
        link = machine.ask("id -u; echo $PROFILE_WAS_READ; exit 3")
        assert machine.end(link) == (f"{UID}\nyes\n".encode(), b"", 3)
        link = machine.ask("id -u >~/who", JUST_EXEC)
        assert link.recv() == (EXIT, b"\0\0\0\0")


def why_there_is_no_login_is_told_to_the_caller():
    with Machine("auth required pam_deny.so\n") as machine:
        machine.write("rpc/t.Touch", f"#!/bin/sh\ntouch {machine.top}/ran\n")
        out, err, code = machine.call("t.Touch")
        assert (out, code) == (b"", 125)
        assert err.startswith(b"error: login: cannot log in"), err
        link = machine.ask("QUBESRPC t.Touch work", user="nobody-here")
        out, err, code = machine.end(link)
        assert (out, code) == (b"", 125) and b"no such user" in err, err
        assert not os.path.exists(f"{machine.top}/ran")
        assert not machine.seen()


def why_there_is_no_session_is_told_to_the_caller():
    with Machine("session required pam_deny.so\n") as machine:
        machine.write("rpc/t.Touch", f"#!/bin/sh\ntouch {machine.top}/ran\n")
        out, err, code = machine.call("t.Touch")
        assert (out, code) == (b"", 125)
        assert b"cannot open a session" in err, err
        assert not os.path.exists(f"{machine.top}/ran")


if os.geteuid() == 0 and INSIDE not in os.environ:
    probe = subprocess.run(["unshare", "-m", "true"], check=False,
                           stderr=subprocess.DEVNULL)
    if probe.returncode == 0:
        os.environ[INSIDE] = "1"
        os.execvp("unshare", ["unshare", "-m", sys.executable, *sys.argv])

run(a_service_runs_within_a_session_of_its_user,
    a_command_runs_in_the_shell_of_its_user,
    why_there_is_no_login_is_told_to_the_caller,
    why_there_is_no_session_is_told_to_the_caller)
