#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The lock with Debian's lock programs: they really ask for a password, and
nothing of a window is seen or typed into until it is right, whoever is killed
meanwhile."""

import os
import signal
import subprocess
import sys
import time

import testbed

SECRET = "open sesame"
COVER = 0x204080  # the lock program's own colour
WRONG = 0xFF00FF  # and when the password is wrong
PAPER = 0x10C020  # the window below
SUPER, L, ENTER = 125, 38, 28


def write(desktop, name, text):
    path = desktop.path(name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def read(desktop, name):
    try:
        with open(desktop.path(name), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def hashed(word):
    return subprocess.run(
        ["perl", "-e", "print crypt($ARGV[0], '$6$leadlight$')", word],
        check=True, capture_output=True, text=True).stdout


class Program:
    """A program with a script of its own, beside the configuration."""

    def __init__(self, name, script, **keys):
        self.name = name
        self.script = script
        self.keys = keys

    def section(self):
        lines = [f"[program {self.name}]", "command = cd $XDG_RUNTIME_DIR/.. && "
                 f"exec sh {self.name}.sh"]
        return "\n".join(lines + [f"{k} = {v}" for k, v in self.keys.items()])


def locker(name, command):
    """A lock program that really checks a password: in a mount namespace of
    its own, where root has one that we know."""
    flags = "-m" if os.getuid() == 0 else "-rm"
    inner = (f"mount --bind shadow /etc/shadow && "
             f"mount --bind pam /etc/pam.d/{name} && exec {command}")
    return Program(name, f"exec unshare {flags} sh -c '{inner}'", role="locker")


def swaylock():
    return locker("swaylock", f"swaylock -C /dev/null -c {COVER:06x} "
                              f"--inside-wrong-color {WRONG:06x} "
                              f"--ring-wrong-color {WRONG:06x}")


WINDOW = ("foot -o colors.background=10c020 -o colors.foreground=000000 "
          "sh -c 'cd $XDG_RUNTIME_DIR/..; cat > typed'")


def begin(*programs, config=""):
    """A desktop with a window that keeps what is typed."""
    config += "".join(program.section() + "\n" for program in programs)
    desktop = testbed.Desktop({}, config=config, programs={"terminal": WINDOW})
    make = desktop._write_config

    def write_all():
        make()
        write(desktop, "shadow", f"root:{hashed(SECRET)}:20000:0:99999:7:::\n")
        write(desktop, "pam", "auth required pam_unix.so nodelay\n"
                              "account required pam_unix.so\n")
        for program in programs:
            write(desktop, program.name + ".sh", program.script + "\n")
    desktop._write_config = write_all
    return desktop


def wait_window(desktop):
    testbed.wait("the window", lambda: desktop.shot().box(PAPER), 30)


def lock(desktop, rgb=COVER):
    desktop.chord(SUPER, L)
    wait_cover(desktop, rgb)


def wait_cover(desktop, rgb=COVER):
    testbed.wait("the lock program",
                 lambda: desktop.shot().pixel(3, 3) == rgb, 30)


def check_hidden(picture):
    """Neither the window nor the strip."""
    if picture.box(PAPER):
        raise AssertionError("the window is seen")
    if len({picture.pixel(x, 26) for x in range(0, picture.width, 7)}) != 1:
        raise AssertionError("the strip is seen")


def check_not_typed(desktop, *texts):
    typed = read(desktop, "typed") or ""
    for text in texts:
        if text in typed:
            raise AssertionError(f"the window got {text!r}")


def unlock(desktop):
    desktop.type(SECRET + "\n")
    wait_window(desktop)


def test_swaylock_opens_with_the_right_password_only():
    with begin(swaylock()) as desktop:
        wait_window(desktop)
        desktop.type("before\n")
        lock(desktop)
        check_hidden(desktop.shot())
        desktop.type("wrong\n")
        testbed.wait("the refusal", lambda: desktop.shot().box(WRONG), 30)
        check_hidden(desktop.shot())
        time.sleep(3)  # swaylock takes nothing for a while after that
        unlock(desktop)
        desktop.type("after\n")
        testbed.wait("what was typed afterwards",
                     lambda: "after\n" in (read(desktop, "typed") or ""))
        if read(desktop, "typed") != "before\nafter\n":
            raise AssertionError(f"typed: {read(desktop, 'typed')!r}")


def test_gtklock_opens_with_the_password():
    style = "window { background: #204080; } #window-box, #clock-label, " \
            "#input-box { opacity: 0; }"
    with begin(locker("gtklock", "gtklock -s lock.css")) as desktop:
        write(desktop, "lock.css", style)
        wait_window(desktop)
        lock(desktop)
        check_hidden(desktop.shot())
        # It takes a password once its entry is there, a while after it is
        # seen; one that came too early is wiped by Escape.
        end = time.monotonic() + 60
        while not desktop.shot().box(PAPER):
            if time.monotonic() > end:
                raise AssertionError("it does not open")
            check_hidden(desktop.shot())
            desktop.key(1)
            desktop.type(SECRET + "\n")
            time.sleep(1)
        check_not_typed(desktop, SECRET)


def test_a_lock_program_that_is_killed_comes_back():
    with begin(swaylock()) as desktop:
        wait_window(desktop)
        lock(desktop)
        killed = []
        for _ in range(3):
            pids = testbed.wait("swaylock", lambda: [
                pid for pid in desktop.pids("swaylock") if pid not in killed])
            # the one that checks the password, too
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            killed += pids
            check_hidden(desktop.shot())
            wait_cover(desktop)
        # By itself it comes no more; a key brings it.
        for pid in testbed.wait("swaylock", lambda: [
                pid for pid in desktop.pids("swaylock") if pid not in killed]):
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
        testbed.wait("the blank screen",
                     lambda: desktop.shot().pixel(3, 3) != COVER)
        check_hidden(desktop.shot())
        desktop.key(ENTER)
        wait_cover(desktop)
        unlock(desktop)
        check_not_typed(desktop, SECRET)


def test_a_compositor_that_is_killed_comes_back_locked():
    # takes pictures from the compositor's first moment on
    watch = Program("watch", "unset WAYLAND_SOCKET; for i in $(seq 200); do "
                    "grim -t ppm early-$LEADLIGHT_PID-$i.ppm; done",
                    role="capture", children="capture")
    with begin(swaylock(), watch) as desktop:
        wait_window(desktop)
        lock(desktop)
        old = desktop.pids("leadlight")
        for pid in old:
            os.kill(pid, signal.SIGKILL)
        new = testbed.wait("another compositor", lambda: [
            pid for pid in desktop.pids("leadlight") if pid not in old])[0]
        desktop.connect()
        for _ in range(20):
            check_hidden(desktop.shot())
        wait_cover(desktop)
        check_hidden(desktop.shot())
        pictures = [name for name in os.listdir(desktop.dir)
                    if name.startswith(f"early-{new}-")]
        if len(pictures) < 3:
            raise AssertionError(f"only {len(pictures)} early pictures")
        # the last one may still be written
        for number in range(1, len(pictures)):
            check_hidden(testbed.Picture(
                desktop.path(f"early-{new}-{number}.ppm")))
        print(f"# {len(pictures) - 1} pictures from its start on: no window")
        unlock(desktop)
        check_not_typed(desktop, SECRET)


def test_pictures_of_a_locked_screen_show_the_lock_alone():
    capture = Program("capture", "unset WAYLAND_SOCKET; until [ -e go ]; do "
                      "sleep 0.1; done; grim -t ppm locked.ppm; echo > over",
                      role="capture", children="capture")
    with begin(swaylock(), capture) as desktop:
        wait_window(desktop)
        lock(desktop)
        write(desktop, "go", "")
        testbed.wait("grim", lambda: read(desktop, "over"), 30)
        picture = testbed.Picture(desktop.path("locked.ppm"))
        check_hidden(picture)
        if picture.pixel(3, 3) != COVER:
            raise AssertionError("it is no picture of the lock")


def test_a_session_can_start_locked():
    with begin(swaylock(), config="[lock]\nat-start = yes\n") as desktop:
        wait_cover(desktop)
        check_hidden(desktop.shot())
        unlock(desktop)


def test_swayidle_locks_when_nobody_is_there():
    idle = Program("idle", "exec swayidle -w timeout 2 "
                   "'kill -USR2 $LEADLIGHT_PID'", role="idle")
    with begin(swaylock(), idle) as desktop:
        wait_cover(desktop)
        check_hidden(desktop.shot())
        unlock(desktop)


sys.exit(testbed.run(
    test_swaylock_opens_with_the_right_password_only,
    test_gtklock_opens_with_the_password,
    test_a_lock_program_that_is_killed_comes_back,
    test_a_compositor_that_is_killed_comes_back_locked,
    test_pictures_of_a_locked_screen_show_the_lock_alone,
    test_a_session_can_start_locked,
    test_swayidle_locks_when_nobody_is_there,
))
