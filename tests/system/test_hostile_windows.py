#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a hostile qube tries against what a person sees, clicks and types."""

import sys
import time

import testbed
from siege import INK, Siege

STRIP = 28
ALT, TAB = 56, 15


def hidden(before, after, box):
    """Pixels of a box that are not as they were."""
    left, top, width, height = box
    return sum(before.pixel(x, y) != after.pixel(x, y)
               for y in range(top, top + height, 3)
               for x in range(left, left + width, 3))


def test_a_huge_popup_stays_below_the_focused_window():
    with Siege() as desktop:
        box = desktop.frames("blue")
        before = desktop.shot()
        desktop.evil.order(f"show(link, arena, 1, 0, 0, 1180, 730, {INK}, 1)")
        desktop.wait_ink()
        after = desktop.shot()
        if hidden(before, after, box) > 200:  # a blinking cursor may differ
            raise AssertionError("the focused window is covered")
        _, top, _, _ = after.box(INK)
        if top < STRIP + 3:
            raise AssertionError(f"a popup reaches up to y = {top}")
        if not after.box(testbed.RGB["red"], 0, STRIP):
            raise AssertionError("the popup has no border")
        desktop.prove_alive()


def test_a_window_cannot_pass_for_the_strip():
    with Siege() as desktop:
        before = desktop.shot()
        desktop.evil.order(
            f"show(link, arena, 1, 0, 0, 1280, 28, {INK}, 1);"
            f"show(link, arena, 2, 0, 0, 1280, 28, {INK}, 0);"
            f"show(link, arena, 3, -50, -200, 1400, 900, {INK}, 0);"
            f"show(link, arena, 4, 100, 200, 300, 28, {INK}, 1);"
            "configure(link, 4, 0, 0, 1270, 28);"
            "configure(link, 2, 0, -10, 1280, 28);"
            "[link.send(FLAGS, w, struct.pack('<II', FULLSCREEN, 0))"
            " for w in (2, 3)]; link.read(1)")
        desktop.wait_ink()
        time.sleep(0.5)
        after = desktop.shot()
        if not after.same(before, (0, 0, after.width, STRIP)):
            raise AssertionError("the strip changed")
        desktop.prove_alive()


def test_a_place_asked_for_as_a_popup_is_none_for_a_window():
    with Siege() as desktop:
        # clamped to the work area as a popup, that place would put a title
        # bar below the strip
        desktop.evil.order(
            f"show(link, arena, 1, 300, 0, 300, 200, {INK}, 1); link.read(1);"
            "c = [b for k, w, b in link.seen if k == CONFIGURE][-1];"
            "rect = struct.unpack('<iiII', c[:16]);"
            "link.send(CONFIGURE, 1, struct.pack('<iiIII', *rect, 1));"
            "link.read(0.5); link.send(UNMAP, 1);"
            "configure(link, 1, 300, 300, 300, 200);"
            "dump(link, 1, 300, 200, arena.paint(300, 200, 0xff00ff));"
            "link.send(MAP, 1, struct.pack('<II', 0, 0));"
            "damage(link, 1, 300, 200); link.read(1);"
            "link.send(CONFIGURE, 1, struct.pack('<iiIII', *rect, 0));"
            "link.read(1); answer = rect")
        desktop.wait_ink()
        time.sleep(0.5)
        _, top, _, _ = desktop.ink()
        if top < STRIP + 20:
            raise AssertionError(f"the title bar is under the strip: y = {top}")


def test_a_window_that_appears_or_moves_here_gets_no_press():
    with Siege() as desktop:
        x, y = 1000, 700  # nothing is there
        desktop.move(x, y)
        desktop.evil.order(
            f"show(link, arena, 1, 900, 600, 200, 150, {INK}, 1)")
        desktop.wait_ink()
        # held while it moves here; the next press is not meant for it
        desktop.evil.order("configure(link, 1, 200, 600, 200, 150); link.read(0.4)")
        time.sleep(0.5)
        desktop.move(x, y)
        desktop.press()
        desktop.evil.order("configure(link, 1, 900, 600, 200, 150); link.read(0.3)")
        time.sleep(0.4)
        desktop.release()
        desktop.press()
        desktop.release()
        desktop.say("sync")
        if desktop.evil.order("link.read(0.5); answer = link.count(BUTTON)") != "0":
            raise AssertionError("a press went to a window that had just come")
        # just ahead of the pointer
        desktop.evil.order("configure(link, 1, 200, 600, 200, 150); link.read(0.4)")
        time.sleep(0.5)
        desktop.move(840, 700)
        desktop.evil.order("configure(link, 1, 900, 600, 200, 150); link.read(0.05)")
        desktop.move(x, y)
        desktop.press()
        desktop.release()
        desktop.say("sync")
        if desktop.evil.order("link.read(0.5); answer = link.count(BUTTON)") != "0":
            raise AssertionError("a press went to a window that had just moved")
        desktop.prove_alive()


def test_a_minimized_window_gives_the_keyboard_up():
    with Siege() as desktop:
        # a window whose parent is a popup
        desktop.evil.order(
            f"show(link, arena, 1, 1000, 600, 60, 60, {INK}, 1);"
            f"show(link, arena, 2, 700, 500, 200, 150, {INK}, 0, 1); link.read(1)")
        box = desktop.wait_ink()
        desktop.click(box[0] + 20, box[1] + 20)
        time.sleep(0.5)
        desktop.chord(ALT, TAB)
        time.sleep(0.4)
        desktop.chord(ALT, TAB)
        time.sleep(0.4)
        desktop.evil.order("link.read(0.2); link.seen = []")
        desktop.key(30)
        if desktop.evil.order("link.read(0.5); answer = link.count(KEYPRESS)") == "0":
            raise AssertionError("the hostile window did not get the focus")
        desktop.evil.order("link.send(FLAGS, 2, struct.pack('<II', MINIMIZE, 0));"
                           "link.read(0.5); link.seen = []")
        time.sleep(0.5)
        desktop.prove_alive()
        if desktop.evil.order("link.read(0.5); answer = link.count(KEYPRESS)") != "0":
            raise AssertionError("a minimized window still hears the keyboard")


def test_a_window_may_end_in_the_middle_of_a_move():
    with Siege() as desktop:
        for how in ("link.send(DESTROY, 1)", "link.send(UNMAP, 1)",
                    "link.conn.close()"):
            desktop.evil.order(
                "link.conn.close(); link.accept()\n"
                f"show(link, arena, 1, 700, 500, 300, 200, {INK}); link.read(0.5)")
            x, y, width, _ = desktop.wait_ink()
            desktop.move(x + width / 2, y - 10)
            time.sleep(0.4)
            desktop.press()
            desktop.move(x + width / 2 + 20, y + 10)
            desktop.evil.order(how)
            desktop.move(x + width / 2 + 30, y + 20)
            testbed.wait("the window goes", lambda: not desktop.ink())
            desktop.release()
            time.sleep(0.3)
            desktop.click(*desktop.middle())
            desktop.prove_alive()
            # and with the switcher open on it
            if how == "link.conn.close()":
                continue
            desktop.evil.order(
                "link.conn.close(); link.accept()\n"
                f"show(link, arena, 1, 700, 500, 300, 200, {INK}); link.read(0.5)")
            desktop.wait_ink()
            desktop.say(f"key {ALT} press")
            desktop.key(TAB)
            desktop.evil.order(how)
            time.sleep(0.3)
            desktop.key(TAB)
            desktop.say(f"key {ALT} release")
            desktop.prove_alive()


if __name__ == "__main__":
    sys.exit(testbed.run(
        test_a_huge_popup_stays_below_the_focused_window,
        test_a_window_cannot_pass_for_the_strip,
        test_a_place_asked_for_as_a_popup_is_none_for_a_window,
        test_a_window_that_appears_or_moves_here_gets_no_press,
        test_a_minimized_window_gives_the_keyboard_up,
        test_a_window_may_end_in_the_middle_of_a_move))
