#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Real applications as a person uses them: menus, resizing, switching,
closing, and a compositor that is killed."""

import os
import signal
import sys
import time

import testbed

ALT, TAB, F4, CTRL = 56, 15, 62, 29
FOOT = "foot -o main.initial-window-size-pixels=500x300"


def qube(label, *commands):
    return {"label": label, "autostart": "yes", "command": list(commands)}


def label_box(desktop, label, seconds=30):
    return testbed.wait(f"a {label} frame", lambda: desktop.frames(label), seconds)


def settled(desktop, label):
    """The label's box once it has not changed for half a second."""
    last = [None, 0]

    def same():
        box = desktop.frames(label)
        if box != last[0]:
            last[:] = [box, time.monotonic()]
        return box and time.monotonic() - last[1] > 0.5 and box
    return testbed.wait(f"a {label} frame stands still", same, 30)


def middle(box):
    return box[0] + box[2] / 2, box[1] + box[3] / 2


def grows(desktop, label, before):
    """Waits until the label's pixels change: a menu has opened."""
    def changed():
        now = desktop.shot()
        return not now.same(before, (0, 30, now.width, now.height - 30)) and now
    return testbed.wait(f"a menu of {label}", changed, 10)


def test_a_menu_of_xterm_opens_in_place():
    with testbed.Desktop({"personal": qube("green", "xterm -geometry 60x20")}) as desktop:
        x, y = middle(settled(desktop, "green"))
        desktop.move(x, y)
        time.sleep(0.5)
        before = desktop.shot()
        desktop.say(f"key {CTRL} press")
        desktop.press()
        after = grows(desktop, "green", before)
        time.sleep(0.5)
        after = desktop.shot()
        # the menu's own border, drawn by us, is where the pointer is
        spot = after.box(testbed.RGB["green"], int(x) - 60, int(y) - 40,
                         int(x) + 60, int(y) + 60)
        if not spot:
            raise AssertionError("no border of a menu near the pointer")
        desktop.release()
        desktop.say(f"key {CTRL} release")
        testbed.wait("the menu closes", lambda: not desktop.shot().box(
            testbed.RGB["green"], int(x) - 60, int(y) - 40, int(x) + 60, int(y) + 60))


def test_a_menu_of_a_gtk_program_opens_in_place():
    command = "gtk3-demo-application"
    with testbed.Desktop({"work": qube("blue", command)}) as desktop:
        left, top, width, height = settled(desktop, "blue")
        before = desktop.shot()
        # the menu bar is the first row of the content
        desktop.click(left + 30, top + 28 + 14)
        grows(desktop, "blue", before)
        time.sleep(0.5)
        after = desktop.shot()
        spot = after.box(testbed.RGB["blue"], left + 8, top + 45,
                         left + min(width - 8, 200), top + 60)
        if not spot:
            raise AssertionError("no border of a menu below the menu bar")
        desktop.key(1)  # Escape
        testbed.wait("the menu closes", lambda: not desktop.shot().box(
            testbed.RGB["blue"], left + 8, top + 45, left + 100, top + 60))


def test_dragging_the_edge_reflows_the_terminal():
    with testbed.Desktop({"work": qube("blue", FOOT)}) as desktop:
        x, y, width, height = settled(desktop, "blue")
        time.sleep(0.5)
        desktop.click(*middle((x, y, width, height)))
        desktop.type("stty size > before\n")
        before = desktop.wait_file("work", "before").split()
        desktop.drag(x + width - 1.5, y + height / 2, x + width + 200, y + height / 2)
        wider = testbed.wait("the frame is wider", lambda: (
            (desktop.frames("blue") or (0, 0, 0, 0))[2] > width + 150))
        if not wider:
            raise AssertionError("the frame did not grow")
        time.sleep(0.5)
        desktop.type("stty size > after\n")
        after = desktop.wait_file("work", "after").split()
        if after[0] != before[0] or int(after[1]) < int(before[1]) + 10:
            raise AssertionError(f"stty size was {before}, is {after}")


def test_alt_tab_moves_the_keyboard():
    qubes = {"work": qube("blue", FOOT), "personal": qube("green", FOOT)}
    with testbed.Desktop(qubes) as desktop:
        for label in ("blue", "green"):
            settled(desktop, label)
        desktop.click(*middle(settled(desktop, "blue")))
        desktop.click(*middle(settled(desktop, "green")))
        desktop.chord(ALT, TAB)
        time.sleep(0.3)
        desktop.type("echo x > switched\n")
        desktop.wait_file("work", "switched")
        desktop.chord(ALT, TAB)
        time.sleep(0.3)
        desktop.type("echo x > back\n")
        desktop.wait_file("personal", "back")
        if desktop.read("personal", "switched") or desktop.read("work", "back"):
            raise AssertionError("a key went to the wrong qube")


def test_closing_ends_the_program():
    with testbed.Desktop({"work": qube("blue", FOOT)}) as desktop:
        desktop.click(*middle(settled(desktop, "blue")))
        desktop.chord(ALT, F4)
        testbed.wait("the window goes", lambda: not desktop.frames("blue"))
        testbed.wait("foot ends", lambda: not desktop.pids("foot"))


def test_a_killed_compositor_is_back_with_all_windows_in_three_seconds():
    qubes = {"work": qube("blue", FOOT), "personal": qube("green", "xterm")}
    with testbed.Desktop(qubes) as desktop:
        for label in ("blue", "green"):
            settled(desktop, label)
        programs = sorted(desktop.pids("foot") + desktop.pids("xterm"))
        start = time.monotonic()
        os.kill(desktop.pids("leadlight")[0], signal.SIGKILL)
        desktop.connect()
        for label in ("blue", "green"):
            label_box(desktop, label, 10)
        took = time.monotonic() - start
        print(f"# back after {took:.2f} s")
        if took > 3:
            raise AssertionError(f"all windows were back only after {took:.2f} s")
        if sorted(desktop.pids("foot") + desktop.pids("xterm")) != programs:
            raise AssertionError("the programs are not the same ones")
        desktop.click(*middle(settled(desktop, "blue")))
        desktop.type("echo x > alive\n")
        desktop.wait_file("work", "alive")


def test_a_stopped_qube_disturbs_nobody():
    qubes = {"work": qube("blue", FOOT), "personal": qube("green", FOOT)}
    with testbed.Desktop(qubes) as desktop:
        for label in ("blue", "green"):
            settled(desktop, label)
        uid = os.stat(desktop.home("personal")).st_uid
        stopped = [pid for name in ("leadlight-agent", "foot")
                   for pid in desktop.pids(name)
                   if os.stat(f"/proc/{pid}").st_uid == uid]
        if len(stopped) != 2:
            raise AssertionError(f"agent and foot of personal: {stopped}")
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        # its window can still be moved, and takes what nobody reads
        left, top, width, height = settled(desktop, "green")
        desktop.click(left + width / 2, top + height / 2)
        desktop.type("x" * 300)
        desktop.click(*middle(settled(desktop, "blue")))
        desktop.type("echo x > calm\n")
        desktop.wait_file("work", "calm", 5)
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
        desktop.click(left + width / 2, top + height / 2)
        desktop.type("\necho x > awake\n")
        desktop.wait_file("personal", "awake", 10)


if __name__ == "__main__":
    sys.exit(testbed.run(
        test_a_menu_of_xterm_opens_in_place,
        test_a_menu_of_a_gtk_program_opens_in_place,
        test_dragging_the_edge_reflows_the_terminal,
        test_alt_tab_moves_the_keyboard,
        test_closing_ends_the_program,
        test_a_stopped_qube_disturbs_nobody,
        test_a_killed_compositor_is_back_with_all_windows_in_three_seconds))
