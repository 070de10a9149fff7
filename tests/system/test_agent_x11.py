#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""X11 applications in leadlight-agent."""

import os

import agent_rig
from agent_rig import CONTROL, wait

TEXT_CURSOR = 0x100 + 152
ATTENTION = 2


def run_xterm(rig, *args):
    """An xterm whose shell runs: what is typed while xterm still sets the
    terminal up is lost."""
    if rig.exists("ready"):
        rig.output("rm", "ready")
    rig.run("xterm", *args, "-e", "sh", "-c", "echo > ready; exec sh")
    xterm = rig.wait_dump(
        rig.wait_window("xterm", lambda w: w.wmclass == "XTerm/xterm", 20))
    wait("its shell", lambda: rig.exists("ready"))
    return xterm


def start_xterm(rig, *args):
    rig.connect()
    xterm = run_xterm(rig, *args)
    rig.say("configure", xterm.id, 200, 100, xterm.width, xterm.height)
    rig.wait_event("ack", xterm.id, 200, 100)
    rig.say("focus", xterm.id, "in")
    return xterm


def run_in_xterm(rig, xterm, command, name="out"):
    rig.type(xterm, f"{command} > {name}.new; mv {name}.new {name}\n")
    return wait(f"the output of {command}", lambda: rig.read(name))


def starts_xwayland_on_first_use(rig):
    assert rig.environment["DISPLAY"].startswith(":")
    xterm = start_xterm(rig)
    assert xterm.title == "sh" and not xterm.override_redirect, xterm
    # 6x13 characters, a border of 2, a scroll bar or none
    assert xterm.hints[0] & 0x150 == 0x150 and xterm.hints[5:7] == [6, 13]
    assert run_in_xterm(rig, xterm, "echo Hi-There_1") == "Hi-There_1\n"
    assert rig.shot(xterm, "xterm").colours() == 2


def resizes(rig):
    xterm = start_xterm(rig)
    before = run_in_xterm(rig, xterm, "stty size", "before").split()
    since = rig.mark()
    rig.say("configure", xterm.id, 300, 200, 700, 500)
    answer = rig.wait_event("ack", xterm.id, since=since)
    assert answer[2:6] == ["300", "200", "700", "500"], answer
    rig.wait_event("dump", xterm.id, 700, 500, since=since)
    after = run_in_xterm(rig, xterm, "stty size", "after").split()
    assert int(after[0]) > int(before[0]), (before, after)
    assert int(after[1]) > int(before[1]), (before, after)


def opens_its_menu_in_place(rig):
    xterm = start_xterm(rig)
    rig.say("crossing", xterm.id, "enter", 50, 60)
    rig.wait_event("cursor", xterm.id, TEXT_CURSOR)
    # by the state alone: Control may have been pressed before the focus came
    rig.button(xterm, "press", 50, 60, 1, CONTROL)
    menu = rig.wait_dump(
        rig.wait_window("the menu", lambda w: w.override_redirect))
    assert menu.parent == xterm.id, menu
    assert menu.x < 250 < menu.x + menu.width, menu
    assert menu.y < 160 < menu.y + menu.height, menu
    before = rig.count(menu)["pixels"]
    rig.say("motion", xterm.id, 60, 110)    # into it, in mid-hold
    wait("an entry lights up", lambda: rig.count(menu)["pixels"] > before)
    rig.button(xterm, "release", 400, 400, 1, CONTROL)
    rig.wait_event("destroy", menu.id)


def closes_menus_when_the_focus_goes(rig):
    rig.connect()
    rig.run("gtk3-widget-factory", GDK_BACKEND="x11")
    window = rig.wait_dump(rig.wait_window(
        "the window", lambda w: "widget" in w.title, 20))
    rig.say("configure", window.id, 100, 50, window.width, window.height)
    rig.wait_event("ack", window.id, 100, 50)
    rig.say("focus", window.id, "in")
    rig.say("crossing", window.id, "enter", 5, 5)

    def clicked():
        rig.click(window, 479, 265)
        try:
            return rig.wait_window("a menu", lambda w: w.override_redirect, 1)
        except AssertionError:
            return None
    menu = rig.wait_dump(wait("a menu", clicked))
    assert menu.x < 100 + 479 < menu.x + menu.width, menu
    assert menu.y < 50 + 265 < menu.y + menu.height, menu
    rig.say("focus", window.id, "out")
    rig.wait_event("destroy", menu.id)


def asks_for_attention(rig):
    xterm = start_xterm(rig, "-xrm", "XTerm*bellIsUrgent: true")
    # a bell counts only once xterm has learnt that it lost the focus
    rig.type(xterm, "echo > typed; until [ -e seen ]; do sleep 0.3; "
             "printf '\\a'; done\n")
    wait("the shell", lambda: rig.exists("typed"))
    rig.say("focus", xterm.id, "out")
    rig.wait_event("flags", xterm.id, ATTENTION, 0)
    rig.output("touch", "seen")
    since = rig.mark()
    rig.say("focus", xterm.id, "in")
    rig.say("configure", xterm.id, 210, 100, xterm.width, xterm.height)
    rig.wait_event("ack", xterm.id, 210, 100, since=since)


def pastes_what_comes_from_outside(rig):
    xterm = start_xterm(rig, "-xrm", "XTerm*selectToClipboard: true")
    rig.say("paste", xterm.id, "from-outside")
    rig.sync()
    rig.type(xterm, "cat > out\n")
    rig.say("crossing", xterm.id, "enter", 50, 60)

    def pasted():
        rig.click(xterm, 50, 60, 2)
        rig.type(xterm, "\n")
        return "from-outside" in rig.read("out")
    wait("the text in xterm", pasted, pause=0.3)


def copies_what_is_selected(rig):
    xterm = start_xterm(rig, "-xrm", "XTerm*selectToClipboard: true")
    rig.type(xterm, "clear; echo selected-in-xterm; echo > cleared\n")
    wait("the shell", lambda: rig.exists("cleared"))
    rig.say("crossing", xterm.id, "enter", 50, 60)

    def copied():
        for _ in range(3):      # three clicks select the line
            rig.click(xterm, 30, 10)
        since = rig.mark()
        rig.say("copy", xterm.id)
        words = rig.wait_event("clipboard", since=since)
        return b"selected-in-xterm" in bytes.fromhex(words[3])
    wait("the text of xterm", copied, pause=0.7)


def xterm_width(rig, scale):
    """At a scale, with a font that knows of it."""
    with open(rig.log.name) as file:
        lines = file.read().count("pixels per logical pixel")
    rig.say("set", "/leadlight/scale", scale)
    wait("the scale", lambda: open(rig.log.name).read().count(
        "pixels per logical pixel") > lines)
    client = rig.run("xterm", "-fa", "monospace", "-fs", "10", "-T", scale)
    window = rig.wait_window("a scaled xterm", lambda w: w.title == scale)
    client.kill()
    rig.wait_event("destroy", window.id)
    return window.width


def scales_fonts(rig):
    start_xterm(rig)    # the X server runs from now on
    large, small = xterm_width(rig, "2"), xterm_width(rig, "1")
    assert 1.7 < large / small < 2.3, (large, small)


def starts_programs_at_the_scale_of_the_gui_side(rig):
    """Which tells it as it comes, and X11 programs ask only once."""
    def come(path):
        assert not os.path.exists(path), "open before the GUI side came"
        rig.say("set", "/leadlight/scale", "2")
        rig.connect()
    rig.agent.terminate()
    rig.agent.wait(10)
    rig.start_agent(wait_msec=60000, meanwhile=come)
    rig.run("xterm", "-fa", "monospace", "-fs", "10", "-T", "large")
    large = rig.wait_window("an xterm", lambda w: w.title == "large")
    small = xterm_width(rig, "1")
    assert 1.7 < large.width / small < 2.3, (large, small)


def comes_back_after_its_end(rig):
    """Xwayland ends with its last program, and may end otherwise."""
    xterm = start_xterm(rig)
    run_in_xterm(rig, xterm, "echo once", "once")
    server = rig.output("sh", "-c",
                        f"cat /proc/*/stat 2>/dev/null | grep '(Xwayland)'")
    for line in server.splitlines():
        pid = line.split()[0]
        try:
            with open(f"/proc/{pid}/environ") as file:
                ours = rig.runtime in file.read()
        except OSError:  # another one, which has ended meanwhile
            continue
        if ours:
            rig.output("kill", "-KILL", pid)
    rig.wait_event("destroy", xterm.id)
    xterm = run_xterm(rig)
    rig.say("focus", xterm.id, "in")
    assert run_in_xterm(rig, xterm, "echo twice", "twice") == "twice\n"


if __name__ == "__main__":
    agent_rig.main([
        starts_xwayland_on_first_use,
        resizes,
        opens_its_menu_in_place,
        closes_menus_when_the_focus_goes,
        asks_for_attention,
        pastes_what_comes_from_outside,
        copies_what_is_selected,
        scales_fonts,
        starts_programs_at_the_scale_of_the_gui_side,
        comes_back_after_its_end,
    ], x11=True)
