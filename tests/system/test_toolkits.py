#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trusted programs of GTK 4 and Qt 6 with their windows and dialogs, and the
portals through which programs ask for files and settings."""

import os
import shutil
import sys
import time

import testbed

TOP = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..")
CTRL, S, ENTER, ESCAPE = 29, 31, 28, 1
PORTAL = ("gdbus call --session --dest org.freedesktop.portal.Desktop "
          "--object-path /org/freedesktop/portal/desktop --method "
          "org.freedesktop.portal.")


def program(name, command, **keys):
    lines = [f"[program {name}]", f"command = {command}"]
    lines += [f"{key} = {value}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def label(desktop):
    """Colour of the strip's end: of what holds the keyboard."""
    return desktop.shot().pixel(4, 4)


def settled(desktop):
    """Once the screen has shown nothing new for a second; a cursor blinks."""
    seen = [set(), time.monotonic()]

    def same():
        data = hash(desktop.shot().data)
        if data not in seen[0]:
            seen[0].add(data)
            seen[1] = time.monotonic()
        return time.monotonic() - seen[1] > 1.5
    testbed.wait("the screen stands still", same, 40)


class Folder:
    """A home for settings and files of the programs under test."""

    def __enter__(self):
        self.path = testbed.tempfile.mkdtemp(prefix="leadlight-toolkits-")
        portals = self.path + "/xdg-desktop-portal"
        os.mkdir(portals)
        shutil.copy(TOP + "/data/session/leadlight-portals.conf", portals)
        self.before = dict(os.environ)
        os.environ.update(XDG_CONFIG_HOME=self.path, HOME=self.path,
                          GSK_RENDERER="cairo")
        return self.path

    def __exit__(self, *_):
        os.environ.clear()
        os.environ.update(self.before)
        shutil.rmtree(self.path)


def wait_for_window(desktop, nobody):
    testbed.wait("a window has the keyboard", lambda: label(desktop) != nobody, 60)
    settled(desktop)


def test_a_dialog_of_gtk4_takes_what_is_typed():
    with Folder() as folder, testbed.Desktop({}, config=program(
            "entry", f"zenity --entry --text Name > {folder}/typed",
            start="on-demand") + "[keys]\nSuper+E = run entry\n") as desktop:
        nobody = label(desktop)
        desktop.chord(125, 18)
        wait_for_window(desktop, nobody)
        desktop.type("Leadlight\n")
        testbed.wait("what was typed", lambda: read(folder + "/typed")
                     == "Leadlight\n", 20)
        testbed.wait("nobody has the keyboard", lambda: label(desktop) == nobody)


def test_an_editor_of_qt6_saves_what_is_typed():
    with Folder() as folder, testbed.Desktop({}, programs={
            "editor": f"featherpad {folder}/text.txt"}) as desktop:
        with open(folder + "/text.txt", "w", encoding="utf-8"):
            pass
        wait_for_window(desktop, label(desktop))
        desktop.type("Leadlight")
        desktop.chord(CTRL, S)
        testbed.wait("the file", lambda: (read(folder + "/text.txt") or "")
                     .strip() == "Leadlight", 20)


def ask(folder, method, *words):
    """A program that waits for the portal, then asks it."""
    script = folder + "/ask"
    with open(script, "w", encoding="utf-8") as file:
        file.write("gdbus wait --session --timeout 30 "
                   "org.freedesktop.impl.portal.desktop.gtk\n"
                   f"{PORTAL}{method} {' '.join(words)} > {folder}/part 2>&1\n"
                   f"mv {folder}/part {folder}/said\n"
                   "gdbus introspect --session "
                   "--dest org.freedesktop.portal.Desktop "
                   "--object-path /org/freedesktop/portal/desktop "
                   f"> {folder}/part\nmv {folder}/part {folder}/list\n")
    return (program("portal", "/usr/libexec/xdg-desktop-portal-gtk")
            + program("ask", "sh " + script))


def test_a_portal_tells_settings_and_no_pictures():
    with Folder() as folder, testbed.Desktop({}, config=ask(
            folder, "Settings.Read", "org.freedesktop.appearance",
            "color-scheme")) as desktop:
        said = testbed.wait("an answer", lambda: read(folder + "/said"), 60)
        if "uint32" not in said:
            raise AssertionError(said)
        there = testbed.wait("the list", lambda: read(folder + "/list"), 30)
        if "org.freedesktop.portal.FileChooser" not in there:
            raise AssertionError(there)
        for name in ("ScreenCast", "Screenshot", "RemoteDesktop"):
            if f"portal.{name} " in there:
                raise AssertionError(f"{name} is offered")


def test_a_portal_asks_for_a_file():
    with Folder() as folder, testbed.Desktop({}, config=ask(
            folder, "FileChooser.OpenFile", "''", "Pick", "{}")) as desktop:
        nobody = label(desktop)
        wait_for_window(desktop, nobody)
        if "request" not in testbed.wait("an answer",
                                         lambda: read(folder + "/said"), 20):
            raise AssertionError(read(folder + "/said"))
        desktop.key(ESCAPE)
        testbed.wait("the dialog is gone", lambda: label(desktop) == nobody, 20)


sys.exit(testbed.run(
    test_a_dialog_of_gtk4_takes_what_is_typed,
    test_an_editor_of_qt6_saves_what_is_typed,
    test_a_portal_tells_settings_and_no_pictures,
    test_a_portal_asks_for_a_file,
))
