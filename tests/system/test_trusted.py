#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trusted programs: started by the compositor, each with the role it has in
the configuration and no more."""

import os
import re
import stat
import sys

import testbed


def read(desktop, name):
    try:
        with open(desktop.path(name), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def wait_for(desktop, name):
    return testbed.wait(f"file {name}", lambda: read(desktop, name))


def program(role, command):
    """A section for the configuration."""
    return f"[program {role}]\nrole = {role}\ncommand = {command}\n"


def test_a_terminal_takes_what_is_typed():
    with testbed.Desktop({}, programs={"terminal": "foot"}) as desktop:
        testbed.wait("a window", lambda: len(
            {desktop.shot().pixel(x, 100) for x in range(0, 600, 20)}) > 2)
        desktop.type(f"echo Hello, world > {desktop.path('typed')}\n")
        got = wait_for(desktop, "typed")
        if got != "Hello, world\n":
            raise AssertionError(f"got {got!r}")


def grim(role):
    """What grim answers with a role, and whether there is a picture."""
    with testbed.Desktop({}) as desktop:
        path = desktop.path("config/leadlight.conf.d")
        command = (f"grim -t ppm {desktop.path('grim.ppm')} 2> "
                   f"{desktop.path('said')}; echo over > {desktop.path('over')}")
        os.mkdir(path)
        with open(path + "/grim.conf", "w", encoding="utf-8") as file:
            file.write(f"[program grim]\nrole = {role}\ncommand = {command}\n")
        compositor = desktop.pids("leadlight")
        for pid in compositor:
            os.kill(pid, 1)
        wait_for(desktop, "over")
        if desktop.pids("leadlight") != compositor:
            raise AssertionError("SIGHUP ended the compositor")
        return read(desktop, "said"), os.path.exists(desktop.path("grim.ppm"))


def test_an_app_sees_no_screen():
    for role in ("app", "panel", "settings"):
        said, pictured = grim(role)
        if pictured or "screencopy" not in said:
            raise AssertionError(f"{role}: {said!r}")


def test_only_the_role_test_takes_pictures():
    said, pictured = grim("test")
    if not pictured:
        raise AssertionError(said)


def scale_after(role):
    """The scale of the screen after wlr-randr tried to change it."""
    command = "wlr-randr --output HEADLESS-1 --scale 2"
    with testbed.Desktop({}, config=program(role, command)) as desktop:
        testbed.wait("wlr-randr to end",
                     lambda: f"program {role} " in desktop.logged() and
                     re.search(f"program {role} (has ended|ended)",
                               desktop.logged()))
        return desktop.size[0] / int(desktop.say("outputs").split()[3])


def test_settings_change_the_scale_and_an_app_does_not():
    if scale_after("settings") != 2:
        raise AssertionError("settings could not change the scale")
    if scale_after("app") != 1:
        raise AssertionError("an app changed the scale")


def test_there_is_no_public_socket():
    with testbed.Desktop({}) as desktop:
        found = []
        for top, _, names in os.walk(desktop.path("run")):
            found += [name for name in names if stat.S_ISSOCK(
                os.lstat(os.path.join(top, name)).st_mode)]
        if any(name.startswith("wayland") for name in found):
            raise AssertionError(f"sockets: {found}")


sys.exit(testbed.run(
    test_a_terminal_takes_what_is_typed,
    test_an_app_sees_no_screen,
    test_only_the_role_test_takes_pictures,
    test_settings_change_the_scale_and_an_app_does_not,
    test_there_is_no_public_socket,
))
