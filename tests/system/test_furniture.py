#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The programs a desktop is furnished with, as Debian ships them: panel,
launcher, notices, wallpaper, choosing a region. Each does its work, and what
it did is seen on the screen or in a file."""

import json
import os
import re
import sys
import time

import testbed

STRIP = 28
ENTER, ESCAPE, SUPER, ONE = 28, 1, 125, 2
BAR, BUTTON, ACTIVE = 0x102030, 0x806040, 0x40A060
NOTICE, PAPER, MENU = 0x605080, 0x8A5A2A, 0x304050


def program(name, command, role="panel", **keys):
    """A section for the configuration."""
    lines = [f"[program {name}]", f"command = {command}", f"role = {role}"]
    lines += [f"{key.replace('_', '-')} = {value}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def read(desktop, name):
    try:
        with open(desktop.path(name), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def shown(desktop, what, rgb, **box):
    """The bounding box of a colour, once it is there."""
    return testbed.wait(what, lambda: desktop.shot().box(rgb, **box), 30)


def gone(desktop, what, rgb):
    testbed.wait(what, lambda: not desktop.shot().box(rgb), 30)


class Made:
    """A folder for files the programs read."""

    def __init__(self):
        self.path = testbed.tempfile.mkdtemp(prefix="leadlight-furniture-")

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        testbed.shutil.rmtree(self.path)


def waybar(folder):
    config = {"layer": "top", "position": "top", "height": 30,
              "modules-left": ["wlr/taskbar"],
              "wlr/taskbar": {"format": "{title:.40}", "on-click": "activate",
                              "on-click-middle": "close"}}
    style = f"""* {{ all: unset; font-family: "DejaVu Sans"; font-size: 12px; }}
        window#waybar {{ background: #{BAR:06x}; color: white; }}
        #taskbar button {{ background: #{BUTTON:06x}; padding: 0 6px;
            min-width: 150px; }}
        #taskbar button.active {{ background: #{ACTIVE:06x}; }}"""
    return (f"waybar -c {write(folder, 'config', json.dumps(config))} "
            f"-s {write(folder, 'style.css', style)}")


PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=10;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="40"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="pager">
      <property name="miniature-view" type="bool" value="false"/>
    </property>
  </property>
</channel>
"""


def xfce_panel(folder):
    """A panel that has nothing but buttons for workspaces."""
    settings = os.path.join(folder, ".config/xfce4/xfconf/xfce-perchannel-xml")
    style = os.path.join(folder, ".config/gtk-3.0")
    os.makedirs(settings)
    os.makedirs(style)
    write(settings, "xfce4-panel.xml", PANEL)
    write(style, "gtk.css", f"""
        .xfce4-panel button {{ all: unset; background: #{BUTTON:06x};
            min-width: 60px; }}
        .xfce4-panel button:checked {{ background: #{ACTIVE:06x}; }}""")
    return program("panel", "exec sh " + write(folder, "start", f"""
        export HOME={folder} XDG_CONFIG_HOME={folder}/.config GDK_BACKEND=wayland
        exec dbus-run-session -- xfce4-panel --disable-wm-check"""))


def foot(label, name):
    return {"label": label, "autostart": "yes",
            "command": f"foot -o main.initial-window-size-pixels=500x300 -T {name}"}


def test_waybar_lists_windows_and_brings_them_up():
    qubes = {"work": foot("blue", "alpha"), "personal": foot("green", "beta")}
    with Made() as folder, testbed.Desktop(
            qubes, config=program("bar", waybar(folder), restart="yes")) as desktop:
        bar = shown(desktop, "the panel", BAR)
        if bar[0] + bar[2] != desktop.size[0] or bar[1] != STRIP:
            raise AssertionError(f"the panel is at {bar}")
        for label in ("blue", "green"):
            testbed.wait(f"a {label} window", lambda l=label: desktop.frames(l), 60)
        # both are listed, one of them has the keyboard
        other = shown(desktop, "a button", BUTTON, bottom=70)
        shown(desktop, "the button of the active window", ACTIVE, bottom=70)
        first = desktop.shot().pixel(4, 4)
        desktop.click(other[0] + 20, other[1] + other[3] // 2)
        testbed.wait("the strip has the other's colour",
                     lambda: desktop.shot().pixel(4, 4) != first, 15)
        desktop.type("echo reached > ~/reached\n")
        found = testbed.wait("what was typed", lambda: [
            qube for qube in qubes if desktop.read(qube, "reached")], 20)
        # and the middle button closes it
        active = shown(desktop, "the active window's button", ACTIVE, bottom=70)
        desktop.click(active[0] + 20, active[1] + active[3] // 2, "middle")
        label = qubes[found[0]]["label"]
        testbed.wait("the window is gone", lambda: not desktop.frames(label), 20)
        # killed, it is started again; windows keep its room
        for pid in desktop.pids("waybar"):
            os.kill(pid, 9)
        gone(desktop, "the panel", BAR)
        shown(desktop, "the panel again", BAR)


def test_the_panel_of_xfce_shows_workspaces_and_changes_them():
    with Made() as folder, testbed.Desktop(
            {"work": foot("blue", "w")}, config=xfce_panel(folder)) as desktop:
        shown(desktop, "the window", testbed.RGB["blue"], top=STRIP + 2)
        first = shown(desktop, "the shown workspace", ACTIVE)
        shown(desktop, "the others", BUTTON)
        x, y, width, height = first
        desktop.click(x + width * 5 // 2, y + height // 2)
        gone(desktop, "the window, with its workspace", testbed.RGB["blue"])
        testbed.wait("the third button is lit", lambda: shown(
            desktop, "a lit button", ACTIVE)[0] > x + width * 3 // 2)
        desktop.chord(SUPER, ONE)
        shown(desktop, "the window again", testbed.RGB["blue"], top=STRIP + 2)
        testbed.wait("the first button is lit", lambda: shown(
            desktop, "a lit button", ACTIVE) == first)


def test_fuzzel_starts_what_is_picked_and_it_gets_the_keyboard():
    with Made() as folder:
        os.makedirs(folder + "/applications")
        write(folder, "applications/terminal.desktop",
              "[Desktop Entry]\nType=Application\nName=Terminal\n"
              "Exec=foot -o main.initial-window-size-pixels=500x300\n")
        run = (f"env XDG_DATA_HOME={folder} XDG_DATA_DIRS={folder} "
               f"fuzzel --no-icons --background={MENU:06x}ff")
        config = program("menu", run, start="on-demand", children="app")
        config += "[keys]\nSuper+D = run menu\n"
        qubes = {"work": foot("blue", "alpha")}
        with testbed.Desktop(qubes, config=config) as desktop:
            testbed.wait("a window", lambda: desktop.frames("blue"), 60)
            desktop.chord(125, 32)
            shown(desktop, "the launcher", MENU)
            desktop.type("Term")
            time.sleep(0.5)
            desktop.key(ENTER)
            gone(desktop, "the launcher", MENU)
            testbed.wait("a trusted window has the keyboard",
                         lambda: desktop.shot().pixel(4, 4) != testbed.RGB["blue"]
                         and desktop.pids("foot"), 20)
            mark = desktop.path("mark")

            def typed():
                desktop.type(f"echo here > {mark}\n")
                return read(desktop, "mark")
            testbed.wait("what was typed", typed, 30, 1)
            if desktop.read("work", "mark"):
                raise AssertionError("the qube was typed into")


def test_escape_gives_the_keyboard_back():
    run = f"fuzzel --no-icons --background={MENU:06x}ff"
    config = program("menu", run, start="on-demand")
    config += "[keys]\nSuper+D = run menu\n"
    with testbed.Desktop({"work": foot("blue", "alpha")}, config=config) as desktop:
        testbed.wait("a window", lambda: desktop.frames("blue"), 60)
        desktop.chord(125, 32)
        shown(desktop, "the launcher", MENU)
        desktop.type("secret")
        desktop.key(ESCAPE)
        gone(desktop, "the launcher", MENU)
        desktop.type("echo back > ~/back\n")
        if desktop.wait_file("work", "back") != "back\n":
            raise AssertionError("something else was typed")


def test_mako_shows_a_notice_over_windows_and_below_the_strip():
    with Made() as folder:
        mako = program("notices", "mako --config " + write(
            folder, "mako", f"background-color=#{NOTICE:06x}\nborder-size=0\n"
            "margin=0\nanchor=top-right\ndefault-timeout=0\nlayer=overlay\n"
            "width=300\nheight=100\n"))
        send = program("send", "for i in 1 2 3 4 5 6 7 8 9; do "
                       "notify-send Breakfast 'It is ready' && break; sleep 1; "
                       "done", "app")
        with testbed.Desktop({}, config=mako + send) as desktop:
            box = shown(desktop, "the notice", NOTICE)
            if box[1] < STRIP or box[0] + box[2] != desktop.size[0]:
                raise AssertionError(f"the notice is at {box}")
            # a press closes it
            desktop.click(box[0] + 100, box[1] + box[3] // 2)
            gone(desktop, "the notice", NOTICE)


def test_swaybg_lies_below_everything():
    qubes = {"work": foot("blue", "alpha")}
    config = program("paper", f"swaybg -c '#{PAPER:06x}'")
    with testbed.Desktop(qubes, config=config) as desktop:
        testbed.wait("a window", lambda: desktop.frames("blue"), 60)
        all_of_it = (0, STRIP, desktop.size[0], desktop.size[1] - STRIP)
        testbed.wait("the wallpaper", lambda: desktop.shot().box(PAPER) == all_of_it, 30)
        x, y, width, height = desktop.frames("blue")
        # but at its round corners
        if desktop.shot().box(PAPER, x + 12, y, x + width - 12, y + height):
            raise AssertionError("it is seen through a window")


def test_slurp_and_grim_take_a_region():
    with Made() as folder:
        shot = folder + "/region.ppm"
        # two clients: the door gives each its roles
        both = write(folder, "both", "unset WAYLAND_SOCKET\n"
                     f'grim -t ppm -g "$(slurp)" {shot}\n')
        config = program("shot", f"sh {both}", "app", children="panel capture")
        config += program("paper", f"swaybg -c '#{PAPER:06x}'")
        with testbed.Desktop({}, config=config) as desktop:
            testbed.wait("slurp runs", lambda: desktop.pids("slurp"))
            testbed.wait("slurp dims the screen",
                         lambda: not desktop.shot().box(PAPER), 20)
            desktop.drag(400, 300, 600, 400)
            testbed.wait("grim took it", lambda: os.path.exists(shot)
                         and not desktop.pids("grim"), 20)
            picture = testbed.Picture(shot)
            if abs(picture.width - 200) > 2 or abs(picture.height - 100) > 2:
                raise AssertionError(f"{picture.width} x {picture.height}")
            if picture.pixel(100, 50) != PAPER:
                raise AssertionError(f"{picture.pixel(100, 50):06x}")


def test_the_desktop_we_ship_has_no_mistake():
    made = os.path.join(testbed.BUILD, "data/desktop/desktop.conf")
    with Made() as folder:
        os.mkdir(folder + "/leadlight.conf.d")
        testbed.shutil.copy(made, folder + "/leadlight.conf.d")
        testbed.subprocess.run(
            [os.path.join(testbed.BUILD, "compositor/leadlight"),
             "--check-config", "--config", folder], check=True, timeout=30)
    # and names only files that are there
    here = os.path.join(os.path.dirname(os.path.realpath(__file__)),
                        "../../data/desktop")
    with open(made, encoding="utf-8") as file:
        named = re.findall(r"leadlight/desktop/(\S+)", file.read())
    missing = [name for name in named
               if not os.path.exists(os.path.join(here, name))]
    if missing or len(named) < 5:
        raise AssertionError(f"missing: {missing}")


sys.exit(testbed.run(
    test_the_desktop_we_ship_has_no_mistake,
    test_waybar_lists_windows_and_brings_them_up,
    test_the_panel_of_xfce_shows_workspaces_and_changes_them,
    test_fuzzel_starts_what_is_picked_and_it_gets_the_keyboard,
    test_escape_gives_the_keyboard_back,
    test_mako_shows_a_notice_over_windows_and_below_the_strip,
    test_swaybg_lies_below_everything,
    test_slurp_and_grim_take_a_region,
))
