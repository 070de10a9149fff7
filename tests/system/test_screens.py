#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What Debian's programs do to screens and to a seat nobody sits at: kanshi,
wlopm, wlr-randr, wlsunset, swayidle, mpv."""

import re
import sys
import time

import testbed

SHIFT, SUPER, M = 42, 125, 50
PAPER = 0x10C020
FOOT = "foot -o colors.background=10c020 -o colors.foreground=10c020"


def read(desktop, name):
    try:
        with open(desktop.path(name), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


class Script:
    """A program of the configuration that runs a script in the test's folder;
    what it starts has its role."""

    def __init__(self, name, role, text, children=True):
        self.name = name
        self.text = text
        self.lines = [f"[program {name}]", f"role = {role}",
                      f"command = cd $XDG_RUNTIME_DIR/.. && exec sh {name}.sh"]
        if children:
            self.lines.append(f"children = {role}")
            self.text = "unset WAYLAND_SOCKET\n" + text


class Desk(testbed.Desktop):
    """With scripts, files for them, and more than one screen."""

    def __init__(self, *scripts, files=None, screens=1, programs=None, config=""):
        config += "".join("\n".join(s.lines) + "\n" for s in scripts)
        super().__init__({}, config=config, programs=programs, screens=screens)
        self.files = dict(files or {})
        self.files.update({s.name + ".sh": s.text + "\n" for s in scripts})

    def _write_config(self):
        super()._write_config()
        for name, text in self.files.items():
            self.write(name, text)

    def write(self, name, text=""):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def wait_for(self, name):
        return testbed.wait(f"file {name}", lambda: read(self, name), 40)

    def outputs(self):
        """{name: (x, y, width, height)} of the screens that are on."""
        found = {}
        for part in self.say("outputs").split(";"):
            words = part.split()
            if words:
                found[words[0]] = tuple(int(word) for word in words[1:5])
        return found


def wait_outputs(desk, what, check):
    return testbed.wait(what, lambda: check(desk.outputs()) and desk.outputs(), 30)


def test_kanshi_applies_a_profile():
    profile = """profile two {
        output HEADLESS-1 enable scale 2 position 0,0
        output HEADLESS-2 enable scale 1 position 640,0 transform 90
        exec echo over > over
    }
    """
    kanshi = Script("kanshi", "settings", "exec kanshi -c profile",
                    children=False)
    with Desk(kanshi, files={"profile": profile}, screens=2) as desk:
        desk.wait_for("over")
        found = wait_outputs(desk, "the profile", lambda o: len(o) == 2 and
                             o["HEADLESS-1"][2] == desk.size[0] // 2)
        if found["HEADLESS-1"] != (0, 0, desk.size[0] // 2, desk.size[1] // 2):
            raise AssertionError(found)
        if found["HEADLESS-2"] != (640, 0, desk.size[1], desk.size[0]):
            raise AssertionError(found)


def test_windows_of_a_screen_that_is_off_move_and_come_back():
    script = Script("randr", "settings", """
        until [ -e off ]; do sleep 0.1; done
        wlr-randr --output HEADLESS-2 --off && echo over > was-off
        until [ -e on ]; do sleep 0.1; done
        wlr-randr --output HEADLESS-2 --on && echo over > was-on""")
    with Desk(script, screens=2, programs={"window": FOOT}) as desk:
        second = desk.outputs()["HEADLESS-2"]
        box = testbed.wait("the window", lambda: desk.shot("HEADLESS-1").box(
            PAPER) or desk.shot("HEADLESS-2").box(PAPER), 30)
        home = "HEADLESS-1" if desk.shot("HEADLESS-1").box(PAPER) else "HEADLESS-2"
        x, y = box[0] + 40, box[1] - 12
        if home == "HEADLESS-1":
            desk.drag(x, y, second[0] + 200, 150)
        before = testbed.wait("the window on the second screen",
                              lambda: desk.shot("HEADLESS-2").box(PAPER))
        desk.write("off")
        desk.wait_for("was-off")
        testbed.wait("the window on the first screen",
                     lambda: desk.shot("HEADLESS-1").box(PAPER))
        desk.write("on")
        desk.wait_for("was-on")
        testbed.wait("the window back on the second screen",
                     lambda: "HEADLESS-2" in desk.outputs() and
                     desk.shot("HEADLESS-2").box(PAPER) == before)
        if desk.shot("HEADLESS-1").box(PAPER):
            raise AssertionError("a part of it stayed")


def test_a_setting_that_cannot_be_is_refused():
    script = Script("randr", "settings", """
        wlr-randr --output HEADLESS-1 --scale 100 2> said
        echo $? > status""")
    with Desk(script) as desk:
        if desk.wait_for("status").strip() == "0":
            raise AssertionError("it was taken")
        desk.say("sync")  # and we live


def test_wlopm_turns_a_screen_off_and_on():
    script = Script("power", "settings", """
        wlopm > first; wlopm --off HEADLESS-1; wlopm > second
        until [ -e go ]; do sleep 0.1; done
        wlopm --on HEADLESS-1; wlopm > third; echo over > over""")
    with Desk(script, programs={"window": FOOT}) as desk:
        testbed.wait("the second list", lambda: "HEADLESS-1" in (
            read(desk, "second") or ""), 30)
        desk.write("go")
        desk.wait_for("over")
        states = [read(desk, name).split()[-1]
                  for name in ("first", "second", "third")]
        if states != ["on", "off", "on"]:
            raise AssertionError(states)
        testbed.wait("the window", lambda: desk.shot().box(PAPER), 30)


def test_swayidle_runs_its_commands():
    idle = Script("idle", "idle", "exec swayidle -w timeout 1 'echo > idled' "
                  "resume 'echo > resumed'", children=False)
    with Desk(idle) as desk:
        desk.wait_for("idled")
        if read(desk, "resumed"):
            raise AssertionError("resumed without anybody")
        desk.key(SHIFT)
        desk.wait_for("resumed")


def film_box(picture):
    """A film's colours are not exact."""
    for rgb in range(PAPER - 0x20000, PAPER + 0x30000, 0x10000):
        for green in range(-0x300, 0x400, 0x100):
            for blue in range(-3, 4):
                box = picture.box(rgb + green + blue)
                if box:
                    return box
    return None


def test_a_film_that_is_seen_holds_idle_off():
    idle = Script("idle", "idle", "until [ -e go ]; do sleep 0.1; done; "
                  "exec swayidle -w timeout 2 'echo > idled'", children=False)
    # it connects twice, once for the clipboard
    film = Script("film", "app", "exec mpv --no-config --no-terminal --vo=wlshm "
                  "--ao=null av://lavfi:color=c=0x10c020:s=320x200:r=5")
    with Desk(idle, film) as desk:
        testbed.wait("the film", lambda: film_box(desk.shot()), 40)
        desk.write("go")
        # a while in which swayidle would have called its command
        for _ in range(50):
            time.sleep(0.1)
            if read(desk, "idled"):
                raise AssertionError("idle with a film on the screen")
        desk.chord(SUPER, M)  # Super+M: out of sight
        desk.wait_for("idled")


def test_wlsunset_is_told_that_there_are_no_ramps():
    """A screen in memory has none; where there are some the scene test
    test_output_power looks at what reaches the screen."""
    night = Script("night", "settings",
                   "timeout 3 wlsunset -t 3000 -T 3001 2> said; echo over > over")
    with Desk(night) as desk:
        desk.wait_for("over")
        if not re.search("gamma control .* failed", read(desk, "said") or ""):
            raise AssertionError(read(desk, "said"))


sys.exit(testbed.run(
    test_kanshi_applies_a_profile,
    test_windows_of_a_screen_that_is_off_move_and_come_back,
    test_a_setting_that_cannot_be_is_refused,
    test_wlopm_turns_a_screen_off_and_on,
    test_swayidle_runs_its_commands,
    test_a_film_that_is_seen_holds_idle_off,
    test_wlsunset_is_told_that_there_are_no_ramps,
))
