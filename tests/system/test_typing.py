#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Keys reach the qube that has the focus, on any layout, and no other."""

import sys
import time

import testbed

TERMINAL = "foot -o main.initial-window-size-pixels=500x300"
QUBES = {
    "work": {"label": "blue", "autostart": "yes", "command": TERMINAL},
    "personal": {"label": "green", "autostart": "yes", "command": TERMINAL},
}
TEXTS = {
    "us": "zy []{};'\\|@#$%^&*()_+",
    "de": "zy \u00fc\u00e4\u00f6\u00df\u00dc @ \u20ac { [ ] } \\ ~ |",
    "fr": "azqw \u00e9\u00e8\u00e7\u00e0 @ # { [ | \u20ac 1234",
}


def label_box(desktop, label):
    return testbed.wait(f"a {label} frame", lambda: desktop.frames(label))


def focus(desktop, label):
    """Clicks into the middle of the label's window."""
    x, y, width, height = label_box(desktop, label)
    desktop.click((x + width / 2) / desktop.scale, (y + height / 2) / desktop.scale)


def ready(desktop):
    for label in ("blue", "green"):
        label_box(desktop, label)
    time.sleep(1)  # the shells' prompts


def check_layout(layout):
    text = TEXTS[layout]
    with testbed.Desktop(QUBES, layout=layout) as desktop:
        ready(desktop)
        focus(desktop, "blue")
        desktop.type("cat > typed\n")
        time.sleep(0.3)
        desktop.type(text + "\n")
        desktop.chord(29, 32)  # Ctrl+D
        got = desktop.wait_file("work", "typed")
        if got != text + "\n":
            raise AssertionError(f"typed {text!r}, got {got!r}")
        if desktop.read("personal", "typed") is not None:
            raise AssertionError("the other qube got it too")


def test_us_text_lands_in_the_focused_qube_only():
    check_layout("us")


def test_de_text_lands_in_the_focused_qube_only():
    check_layout("de")


def test_fr_text_lands_in_the_focused_qube_only():
    check_layout("fr")


def test_keys_follow_the_focus():
    with testbed.Desktop(QUBES) as desktop:
        ready(desktop)
        for label, qube in (("green", "personal"), ("blue", "work")):
            focus(desktop, label)
            desktop.type(f"echo {qube} > who\n")
            desktop.wait_file(qube, "who")
        for qube in ("personal", "work"):
            got = desktop.read(qube, "who")
            if got != qube + "\n":
                raise AssertionError(f"{qube} got {got!r}")


def test_a_held_key_repeats_and_stops_when_the_focus_leaves():
    with testbed.Desktop(QUBES) as desktop:
        ready(desktop)
        focus(desktop, "blue")
        desktop.type("cat > held\n")
        time.sleep(0.3)
        desktop.say("key 30 press")
        time.sleep(1.2)
        focus(desktop, "green")
        time.sleep(0.5)
        desktop.say("key 30 release")
        focus(desktop, "blue")
        desktop.type("\n")
        desktop.chord(29, 32)
        got = desktop.wait_file("work", "held")
        if not 5 < len(got) < 60 or set(got) != {"a", "\n"}:
            raise AssertionError(f"a key held for about 1.5 s gave {got!r}")
        desktop.type("exit\n")


if __name__ == "__main__":
    sys.exit(testbed.run(
        test_us_text_lands_in_the_focused_qube_only,
        test_de_text_lands_in_the_focused_qube_only,
        test_fr_text_lands_in_the_focused_qube_only,
        test_keys_follow_the_focus,
        test_a_held_key_repeats_and_stops_when_the_focus_leaves))
