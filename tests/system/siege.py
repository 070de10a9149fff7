# SPDX-License-Identifier: MIT
"""A desktop under siege: a terminal in one qube, and in another hostile.py in
place of its agent, which does what a test orders."""

import os
import sys
import time

import testbed

HERE = os.path.dirname(os.path.realpath(__file__))
START = "until test -e hostile.py; do sleep 0.1; done; exec python3 hostile.py"
FOOT = "foot -o main.initial-window-size-pixels=500x300"
INK = 0xFF00FF  # what the hostile windows are full of; in no theme


class Hostile:
    """Gives orders to the program in the qube."""

    def __init__(self, desktop, qube="evil"):
        self.desktop = desktop
        self.qube = qube
        self.number = 0
        self.place = None

    def write(self, name, text):
        path = os.path.join(self.place, name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path + ".new", 0o644)
        os.rename(path + ".new", path)

    def begin(self):
        def ready():
            home = self.desktop.home(self.qube)
            for top, _, _ in os.walk(home):
                if os.access(top, os.W_OK):
                    return top
            return None
        self.place = testbed.wait("the home of the hostile qube", ready)
        with open(os.path.join(HERE, "hostile.py"), encoding="utf-8") as file:
            self.write("hostile.py", file.read())
        self.order("arena = Arena(); link = Link()", 60)

    def order(self, text, seconds=30):
        """Python to run in the qube; returns what it set answer to."""
        self.start(text)
        return self.answer(seconds)

    def start(self, text):
        self.write(f"order.{self.number}", text)
        self.number += 1

    def answer(self, seconds=30):
        path = os.path.join(self.place, f"answer.{self.number - 1}")
        testbed.wait("the hostile qube answers", lambda: os.path.exists(path),
                     seconds)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if not text.startswith("ok"):
            raise AssertionError(text)
        return text[3:]


class Siege(testbed.Desktop):
    """A desktop with a terminal (blue) that has the keyboard, and a hostile
    qube (red) whose agent is ours."""

    def __init__(self):
        super().__init__({
            "work": {"label": "blue", "autostart": "yes", "command": FOOT},
            "evil": {"label": "red", "autostart": "yes", "command": START},
        })
        self.evil = Hostile(self)
        self.typed = 0

    def __enter__(self):
        super().__enter__()
        try:
            testbed.wait("foot's frame", lambda: self.frames("blue"), 30)
            self.evil.begin()
            time.sleep(1)
            self.click(*self.middle())
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def middle(self):
        x, y, width, height = self.frames("blue")
        return x + width / 2, y + height / 2

    def ink(self):
        return self.shot().box(INK)

    def wait_ink(self):
        return testbed.wait("the hostile window", self.ink)

    def prove_alive(self, seconds=10.0):
        """What is typed now reaches the terminal."""
        self.typed += 1
        start = time.monotonic()
        self.type(f"echo x > typed.{self.typed}\n")
        self.wait_file("work", f"typed.{self.typed}", seconds)
        return time.monotonic() - start
