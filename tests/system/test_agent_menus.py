#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Menus of a Wayland toolkit in leadlight-agent, at scale 1 and above."""

import time

import agent_rig
from agent_rig import wait

ESCAPE = 9


def contains(window, x, y):
    return (window.x <= x < window.x + window.width
            and window.y <= y < window.y + window.height)


class Demo:
    """gtk3-demo's menu bar, or its widgets, at a known place."""

    def __init__(self, rig, scale=1.0, x=200, y=100):
        self.rig, self.scale = rig, scale
        if scale != 1.0:
            rig.say("set", "/leadlight/scale", scale)
        rig.connect()
        rig.run("gtk3-widget-factory", GDK_BACKEND="wayland")
        self.window = rig.wait_dump(
            rig.wait_window("the window", lambda w: "widget" in w.title))
        self.move(x, y)
        rig.say("focus", self.window.id, "in")
        rig.say("crossing", self.window.id, "enter", 5, 5)

    def move(self, x, y):
        since = self.rig.mark()
        self.rig.say("configure", self.window.id, x, y, self.window.width,
                     self.window.height)
        self.rig.wait_event("ack", self.window.id, x, y, since=since)
        self.x, self.y = x, y

    def click(self, x, y, button=1):
        """At a place in logical pixels; returns it on the plane."""
        wx, wy = round(x * self.scale), round(y * self.scale)
        self.rig.click(self.window, wx, wy, button)
        return self.x + wx, self.y + wy

    def wait_popup(self):
        return self.rig.wait_dump(self.rig.wait_window(
            "a popup", lambda w: w.override_redirect))

    def open(self, x, y, button=1):
        """Clicks until a popup opens; the first may be too early."""
        def clicked():
            place = self.click(x, y, button)
            try:
                popup = self.rig.wait_window(
                    "a popup", lambda w: w.override_redirect, 1.0)
            except AssertionError:
                return None
            return self.rig.wait_dump(popup), place
        return wait("a popup", clicked)


COMBO = 459, 250        # "Andrea", in the first page
TEXT = 1190, 400        # a text view
HEADER = 300, 20


def opens_a_combo_box_in_place(rig, scale=1.0):
    demo = Demo(rig, scale)
    popup, (x, y) = demo.open(*COMBO)
    assert popup.parent == demo.window.id, popup
    assert contains(popup, x, y), (popup, x, y)
    assert abs(popup.width - 144 * scale) < 20 * scale, popup
    picture = rig.shot(popup, f"combo-{scale}")
    assert picture.colours() > 10
    # the list has the second entry one row below the pressed one
    before = rig.count(demo.window)["pixels"]
    rig.say("crossing", demo.window.id, "leave", 0, 0)
    rig.say("crossing", popup.id, "enter", 20, 20)
    rig.click(popup, round(30 * scale), round(45 * scale))
    rig.wait_event("destroy", popup.id)
    wait("another entry shows",
         lambda: rig.count(demo.window)["pixels"] > before)


def opens_it_in_place_at_scale_1_5(rig):
    opens_a_combo_box_in_place(rig, 1.5)


def opens_it_in_place_at_scale_2(rig):
    opens_a_combo_box_in_place(rig, 2.0)


def keeps_menus_on_the_screen(rig):
    demo = Demo(rig, 1.0, 700, 600)
    popup, (x, y) = demo.open(*TEXT, button=3)
    assert popup.x + popup.width <= 1920, popup
    assert popup.y + popup.height <= 1080, popup
    assert popup.x + popup.width > 1920 - 60 or popup.x >= x - 1, popup


def menus_follow_their_window(rig):
    demo = Demo(rig)
    popup, _ = demo.open(*COMBO)
    since = rig.mark()
    demo.move(230, 140)
    rig.wait_event("configure", popup.id, popup.x + 30, popup.y + 40,
                   since=since)


def closes_menus_when_the_focus_goes(rig):
    demo = Demo(rig)
    popup, _ = demo.open(*COMBO)
    # into the menu and back is no loss
    rig.say("focus", demo.window.id, "out")
    rig.say("focus", popup.id, "in")
    rig.sync()
    rig.shot(popup, "still")
    assert rig.find_event("destroy", popup.id) is None
    rig.say("focus", popup.id, "out")
    rig.say("focus", demo.window.id, "in")
    rig.sync()
    rig.say("focus", demo.window.id, "out")
    rig.wait_event("destroy", popup.id)
    assert rig.find_event("destroy", demo.window.id) is None


def opens_submenus_beside_their_menu(rig):
    rig.connect()
    rig.run("gtk3-demo", "--run=menus", GDK_BACKEND="wayland")
    window = rig.wait_dump(
        rig.wait_window("the window", lambda w: w.title == "Menus"))
    rig.say("configure", window.id, 200, 100, 300, 200)
    rig.wait_event("ack", window.id, 200, 100)
    rig.say("focus", window.id, "in")
    rig.say("crossing", window.id, "enter", 20, 20)

    def opened():
        rig.click(window, 20, 20)
        try:
            return rig.wait_window(
                "a menu", lambda w: w.override_redirect, 1.0)
        except AssertionError:
            return None
    menu = rig.wait_dump(wait("a menu", opened))
    rig.say("crossing", window.id, "leave", 20, 20)
    rig.say("crossing", menu.id, "enter", 20, 20)

    def shown():
        for y in range(10, menu.height, 10):
            rig.say("motion", menu.id, 40, y)
            time.sleep(0.05)
        try:
            return rig.wait_window(
                "a submenu", lambda w: w.parent == menu.id, 1.0)
        except AssertionError:
            return None
    submenu = rig.wait_dump(wait("a submenu", shown))
    assert submenu.override_redirect, submenu
    assert abs(submenu.x - menu.x - menu.width) < 10, (menu, submenu)
    assert menu.y <= submenu.y < menu.y + menu.height, (menu, submenu)
    rig.say("focus", window.id, "out")
    rig.wait_event("destroy", submenu.id)
    rig.wait_event("destroy", menu.id)


def keys_reach_the_menu(rig):
    demo = Demo(rig)
    popup, _ = demo.open(*COMBO)
    rig.key(demo.window, ESCAPE)
    rig.wait_event("destroy", popup.id)


def drags_text_between_entries(rig):
    demo = Demo(rig)
    window = demo.window

    def ink():
        """Dark pixels in the lower entry, behind what it shows at first."""
        picture = rig.shot(window, "drag")
        return sum(picture.pixel(x, y) < 0x404040
                   for x in range(60, 160) for y in range(240, 260))
    assert ink() == 0
    wait("the entry with its text selected",
         lambda: 0x3584E4 in {rig.shot(window, "drag").pixel(30 + x, 66)
                              for x in range(60)})
    rig.button(window, "press", 60, 74)
    for step in range(1, 30):
        rig.say("motion", window.id, 60 + 2 * step, 74 + 6 * step)
        rig.sync()
        time.sleep(0.01)
    rig.say("motion", window.id, 130, 252)
    time.sleep(0.2)     # the toolkit answers that it would take it
    rig.button(window, "release", 130, 252)
    wait("the text", lambda: ink() > 50)


if __name__ == "__main__":
    agent_rig.main([
        opens_a_combo_box_in_place,
        opens_it_in_place_at_scale_1_5,
        opens_it_in_place_at_scale_2,
        keeps_menus_on_the_screen,
        menus_follow_their_window,
        closes_menus_when_the_focus_goes,
        opens_submenus_beside_their_menu,
        keys_reach_the_menu,
        drags_text_between_entries,
    ])
