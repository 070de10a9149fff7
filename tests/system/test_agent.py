#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Wayland applications in leadlight-agent."""

import time

import agent_rig
from agent_rig import ALTGR, CONTROL, KEYCODES, SHIFT, wait


def start_foot(rig, *args):
    rig.run("foot", "--config=/dev/null", "--font=monospace:size=9", *args,
            "sh")
    window = rig.wait_window("foot's window", lambda w: w.wmclass != "/")
    return rig.wait_dump(window)


def start_focused_foot(rig, *args):
    rig.connect()
    foot = start_foot(rig, *args)
    rig.say("focus", foot.id, "in")
    return foot


def run_in_foot(rig, foot, command, name="out"):
    """What a command typed into foot's shell writes to a file."""
    rig.type(foot, f"{command} > {name}.new; mv {name}.new {name}\n")
    return wait(f"the output of {command}", lambda: rig.read(name))


def shows_foot_and_takes_keys(rig):
    foot = start_focused_foot(rig)
    assert (foot.title, foot.wmclass) == ("foot", "foot/foot"), foot
    assert run_in_foot(rig, foot, "echo Hi-There_1") == "Hi-There_1\n"
    assert rig.shot(foot, "foot").colours() > 20


def answers_a_resize_and_reflows(rig):
    foot = start_focused_foot(rig)
    run_in_foot(rig, foot, "stty size", "before")
    since = rig.mark()
    rig.say("configure", foot.id, 100, 50, 1003, 607)
    answer = rig.wait_event("ack", foot.id, since=since)
    assert answer[2:6] == ["100", "50", "1003", "607"], answer
    rig.wait_event("dump", foot.id, 1003, 607, since=since)
    run_in_foot(rig, foot, "stty size", "after")
    before, after = rig.read("before").split(), rig.read("after").split()
    assert int(after[0]) > int(before[0]), (before, after)
    assert int(after[1]) > int(before[1]), (before, after)
    # a mere move is answered at once, and by nothing else
    since = rig.mark()
    rig.say("configure", foot.id, 300, 200, 1003, 607)
    answer = rig.wait_event("ack", foot.id, since=since)
    assert answer[2:6] == ["300", "200", "1003", "607"], answer
    time.sleep(0.2)
    assert rig.find_event("dump", foot.id, since=since) is None


def order(rig, window, since=0):
    """Which came first, the window or its picture."""
    rig.wait_event("map", window.id, since=since)
    rig.wait_event("dump", window.id, since=since)
    with rig.lock:
        names = [event[0] for event in rig.events[since:]
                 if event[0] in ("map", "dump") and event[1] == str(window.id)]
    return names[:2]


def survives_reconnection(rig):
    foot = start_focused_foot(rig)
    run_in_foot(rig, foot, "echo $$", "pid")
    for place in (10, 0):
        since = rig.mark()
        rig.say("configure", foot.id, place, place, foot.width, foot.height)
        rig.wait_event("ack", foot.id, since=since)
    rig.disconnect()
    since = rig.mark()
    rig.connect()
    again = rig.wait_window("foot again", lambda w: w.title == "foot")
    assert again.id == foot.id and again.width == foot.width, again
    assert (again.x, again.y) == (0, 0), again
    # with its picture: it stays where it is
    assert order(rig, again, since) == ["dump", "map"]
    assert rig.shot(again, "reconnected").colours() > 20
    rig.say("focus", again.id, "in")
    assert run_in_foot(rig, again, "echo $$", "pid2") == rig.read("pid")


def windows_wait_for_the_gui_side(rig):
    """Applications start while nobody is connected."""
    rig.run("foot", "--config=/dev/null", "sh", "-c", "echo up > up; cat")
    wait("foot runs", lambda: rig.read("up"))
    rig.connect()
    foot = rig.wait_dump(rig.wait_window("foot", lambda w: True))
    assert foot.title == "foot"
    # no GUI side has placed it: it is to be placed like any other
    assert order(rig, foot) == ["map", "dump"]
    rig.disconnect()
    since = rig.mark()
    rig.connect()
    assert order(rig, foot, since) == ["map", "dump"]


def repeats_and_modifiers(rig):
    foot = start_focused_foot(rig)
    rig.type(foot, "cat > out\n")
    for _ in range(5):      # repeat as the GUI side makes it
        rig.say("key", foot.id, "release", KEYCODES["a"], 0)
        rig.say("key", foot.id, "press", KEYCODES["a"], 0)
    rig.say("key", foot.id, "release", KEYCODES["a"], 0)
    rig.say("key", foot.id, "press", 50, 0)     # a real Shift key
    rig.key(foot, KEYCODES["b"], SHIFT)
    rig.say("key", foot.id, "release", 50, SHIFT)
    rig.key(foot, KEYCODES["c"], 0)
    rig.key(foot, KEYCODES["d"], 2)             # Caps Lock
    rig.key(foot, KEYCODES["e"], 0x10)          # Num Lock
    rig.key(foot, KEYCODES["\n"])
    rig.key(foot, KEYCODES["d"], CONTROL)
    wait("the text", lambda: rig.read("out") == "aaaaaBcDe\n")
    # what is held when the focus goes is released
    rig.type(foot, "cat > held\n")
    rig.say("key", foot.id, "press", 50, 0)
    rig.say("focus", foot.id, "out")
    rig.say("focus", foot.id, "in")
    rig.key(foot, KEYCODES["x"], 0)
    rig.key(foot, KEYCODES["\n"])
    rig.key(foot, KEYCODES["d"], CONTROL)
    wait("the second text", lambda: rig.read("held") == "x\n")


def set_layout(rig, layout):
    """Sets the keyboard layout and waits until it is in force."""
    def log():
        with open(rig.log.name) as file:
            return [line for line in file if "keyboard layout" in line]
    before = log()
    if before[-1].endswith(f"layout '{layout}'\n"):
        return
    rig.say("set", "/keyboard-layout", layout)
    wait("the layout", lambda: len(log()) > len(before))


def types_on_other_layouts(rig):
    foot = start_focused_foot(rig)
    layouts = {
        "us": [("y", 0), ("z", 0), ("2", SHIFT), ("q", 0)],
        "de+nodeadkeys+": [("y", 0), ("z", 0), ("q", ALTGR), ("'", 0),
                           ("-", 0)],
        "fr": [("q", 0), ("a", 0), ("2", 0), ("2", SHIFT), ("e", ALTGR)],
    }
    expected = {"us": "yz@q", "de+nodeadkeys+": "zy@\u00e4\u00df",
                "fr": "aq\u00e92\u20ac"}
    for number, (layout, keys) in enumerate(layouts.items()):
        # keys and settings come by two channels: one after the other
        rig.type(foot, f"cat > out{number}\n")
        wait("cat", lambda: rig.exists(f"out{number}"))
        set_layout(rig, layout)
        for char, state in keys:
            rig.key(foot, KEYCODES[char], state)
        rig.key(foot, KEYCODES["\n"])
        wait(f"text on {layout}",
             lambda: rig.read(f"out{number}") == expected[layout] + "\n")
        rig.key(foot, KEYCODES["d"], CONTROL)
        set_layout(rig, "us")


def buttons_and_wheel_arrive(rig, scale=1):
    """As a program in the terminal is told of them: button and cell."""
    rig.say("set", "/leadlight/scale", scale)
    foot = start_focused_foot(rig, "--override=scrollback.multiplier=1")
    rig.type(foot, "printf '\\033[?1000;1006h'; touch ready; cat > out\n")
    wait("cat", lambda: rig.exists("out"))
    rig.say("crossing", foot.id, "enter", 5, 5)
    for button in range(1, 10):
        rig.click(foot, 10 * 7 * scale + 3, 5 * 15 * scale + 3, button)
    rig.key(foot, KEYCODES["\n"])
    wait("the events", lambda: rig.read("out"))
    events = [event.split(";")[0] + event[-1]
              for event in rig.read("out").strip().split("\033[<")[1:]]
    # left, middle, right, wheel up and down, left and right, back, forward
    assert events == ["0M", "0m", "1M", "1m", "2M", "2m", "64M", "65M",
                      "66M", "66m", "67M", "67m", "128M", "128m", "129M",
                      "129m"], events
    cells = {event[event.index(";") + 1:-1]
             for event in rig.read("out").strip().split("\033[<")[1:]}
    assert cells == {"11;6"}, cells


def buttons_arrive_at_scale_2(rig):
    buttons_and_wheel_arrive(rig, 2)


def passes_the_clipboard(rig):
    foot = start_focused_foot(rig)
    text = "Gr\u00fc\u00dfe, qube"
    since = rig.mark()
    rig.say("copy", foot.id)
    assert rig.wait_event("clipboard", since=since)[1:3] == ["0", "0"]
    rig.run("wl-copy", "--foreground", text)
    expected = text.encode()

    def copied():
        since = rig.mark()
        rig.say("copy", foot.id)
        words = rig.wait_event("clipboard", since=since)
        return words[3] == expected.hex()
    wait("the copied text", copied, pause=0.1)
    rig.say("paste", foot.id, "from-outside")
    rig.sync()
    for option in [], ["--primary"]:
        wait("the pasted text", lambda: rig.output(
            "wl-paste", "--no-newline", *option) == "from-outside", 5)
    # and into a program, as a user would
    rig.type(foot, "cat > out\n")
    rig.key(foot, KEYCODES["v"], CONTROL | SHIFT)
    rig.key(foot, KEYCODES["\n"])
    rig.key(foot, KEYCODES["d"], CONTROL)
    wait("the text in foot", lambda: rig.read("out") == "from-outside\n")


def copies_up_to_the_limit_only(rig):
    foot = start_focused_foot(rig)
    for size, answer in (256000, ["0", "256000"]), (256001, ["1", "0"]):
        rig.output("sh", "-c", f"head -c {size} /dev/zero | tr '\\0' x > big")
        rig.run("sh", "-c", "wl-copy --foreground < big")

        def copied():
            since = rig.mark()
            rig.say("copy", foot.id)
            words = rig.wait_event("clipboard", since=since)
            return words[1:3] == answer
        wait(f"{size} bytes", copied, pause=0.1)


def an_owner_that_is_silent_is_no_text(rig):
    foot = start_focused_foot(rig)
    client = rig.run("wl-copy", "--foreground", "text")
    since = rig.mark()

    def offered():
        rig.say("copy", foot.id)
        return rig.find_event("clipboard", "0", "4", since=since)
    wait("the text", offered, pause=0.1)
    client.send_signal(19)      # SIGSTOP
    since = rig.mark()
    before = time.monotonic()
    rig.say("copy", foot.id)
    assert rig.wait_event("clipboard", since=since)[1:3] == ["0", "0"]
    assert 0.5 < time.monotonic() - before < 1.5
    client.send_signal(18)      # SIGCONT


def tells_cursors(rig):
    foot = start_focused_foot(rig)
    since = rig.mark()
    rig.say("crossing", foot.id, "enter", 100, 100)
    rig.say("motion", foot.id, 101, 101)
    rig.wait_event("cursor", foot.id, 0x100 + 152, since=since)     # xterm


def is_idle_when_nothing_happens(rig):
    foot = start_focused_foot(rig, "--override=cursor.blink=no")
    run_in_foot(rig, foot, "echo done")
    time.sleep(0.5)
    before, frames = rig.cpu(), rig.stats()["frames"]
    time.sleep(2)
    used = rig.cpu() - before
    assert used < 0.01, f"{used:.3f} s of CPU in 2 s"
    assert rig.stats()["frames"] == frames


def copies_each_frame_once(rig):
    foot = start_focused_foot(rig)
    run_in_foot(rig, foot, "seq 2000 >&2; echo done")
    time.sleep(0.2)
    stats = {name: int(value) for name, value in rig.stats().items()
             if value.isdigit()}
    # a new buffer is opened once more, to learn its format
    assert stats["passes"] == stats["frames"] + stats["buffers"], stats
    assert stats["dumps"] == stats["buffers"] == 1, stats


def closes(rig):
    foot = start_focused_foot(rig)
    rig.say("close", foot.id)
    rig.wait_event("destroy", foot.id)


if __name__ == "__main__":
    agent_rig.main([
        shows_foot_and_takes_keys,
        answers_a_resize_and_reflows,
        survives_reconnection,
        windows_wait_for_the_gui_side,
        repeats_and_modifiers,
        types_on_other_layouts,
        buttons_and_wheel_arrive,
        buttons_arrive_at_scale_2,
        passes_the_clipboard,
        copies_up_to_the_limit_only,
        an_owner_that_is_silent_is_no_text,
        tells_cursors,
        is_idle_when_nothing_happens,
        copies_each_frame_once,
        closes,
    ])
