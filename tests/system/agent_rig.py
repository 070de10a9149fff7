# SPDX-License-Identifier: MIT
"""leadlight-agent with real applications, and gui_host as everything around
the qube. A test does what a GUI side does, and sees what it sees: events of
the GUI protocol, pixels, and files that applications write."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

BUILD = os.environ["LEADLIGHT_BUILD"]
DOMAIN = "7"

# X keycodes by the character on a US keyboard
ROWS = {24: "qwertyuiop[]", 38: "asdfghjkl;'", 52: "zxcvbnm,./",
        10: "1234567890-="}
KEYCODES = {" ": 65, "\n": 36, "\\": 51, "`": 49}
for first, row in ROWS.items():
    for at, char in enumerate(row):
        KEYCODES[char] = first + at
SHIFTED = dict(zip('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./"))
SHIFT, CONTROL, ALT, ALTGR = 1, 4, 8, 0x80


def wait(what, condition, seconds=15.0, pause=0.02):
    """The first true value of condition(); fails after the time."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(pause)


class Window:
    """The last that was said about one window."""

    def __init__(self, words):
        self.id, self.x, self.y, self.width, self.height = (
            int(word) for word in words[:5])
        rest = dict(word.split("=", 1) for word in words[5:] if "=" in word)
        self.override_redirect = rest["or"] == "1"
        self.mapped = rest["mapped"] == "1"
        self.parent = int(rest["parent"])
        self.flags = int(rest["flags"])
        self.hints = [int(word) for word in rest["hints"].split(",")]
        self.wmclass = rest["class"]
        line = " ".join(words)
        self.title = line[line.index(" title=") + 7:]

    def __repr__(self):
        return (f"<{self.id} {self.width}x{self.height}+{self.x}+{self.y} "
                f"or={self.override_redirect} '{self.title}'>")


class Picture:
    """A window's pixels; pixel(x, y) is 0xRRGGBB."""

    def __init__(self, path):
        with open(path, "rb") as file:
            magic, size, depth, self.data = file.read().split(b"\n", 3)
        assert magic == b"P6" and depth == b"255"
        self.width, self.height = (int(word) for word in size.split())

    def pixel(self, x, y):
        at = (y * self.width + x) * 3
        return int.from_bytes(self.data[at:at + 3], "big")

    def colours(self):
        """How many different colours there are."""
        return len({self.data[at:at + 3]
                    for at in range(0, len(self.data), 3)})


class Rig:
    WINDOW_EVENTS = {"create", "destroy", "map", "unmap", "ack", "configure",
                     "title", "class", "hints", "dock"}

    def __init__(self, x11=False):
        self.dir = tempfile.mkdtemp(prefix="leadlight-agent-")
        self.home = os.path.join(self.dir, "home")
        self.runtime = os.path.join(self.dir, "run")
        os.mkdir(self.home)
        os.mkdir(self.runtime, 0o700)
        self.windows, self.events, self.clients = {}, [], []
        self.syncs = 0
        self.lock = threading.Lock()
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": self.home,
            "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": self.runtime,
            "VCHAN_SOCKET_DIR": self.dir, "VCHAN_DOMAIN": DOMAIN,
            "LEADLIGHT_ARENA": os.path.join(self.dir, "arena.sock"),
            "XCURSOR_THEME": "Adwaita", "GTK_A11Y": "none",
            "NO_AT_BRIDGE": "1", "GSETTINGS_BACKEND": "memory",
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""),
            "LSAN_OPTIONS": os.environ.get("LSAN_OPTIONS", ""),
        }
        self.host = subprocess.Popen(
            [os.path.join(BUILD, "tests/tools/gui_host"), self.dir],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            bufsize=1)
        threading.Thread(target=self._read, daemon=True).start()
        self.wait_event("up")
        self.x11 = x11
        self.log = open(os.path.join(self.dir, "agent.log"), "w+")
        self.start_agent()

    def start_agent(self, wait_msec=0, meanwhile=None):
        """Until applications can connect; they wait so long for a GUI side."""
        self.agent = subprocess.Popen(
            [os.path.join(BUILD, "qube/leadlight-agent")]
            + ["--wait", str(wait_msec)]
            + ([] if self.x11 else ["--no-x11"]),
            env=self.environment, stdout=self.log, stderr=self.log,
            cwd=self.home)
        path = os.path.join(self.runtime, "leadlight-agent.env")
        if meanwhile:
            meanwhile(path)
        wait("the agent's environment", lambda: os.path.exists(path))
        with open(path) as file:
            for line in file:
                name, value = line.rstrip("\n").split("=", 1)
                self.environment[name] = value

    # the GUI side

    def _read(self):
        for line in self.host.stdout:
            words = line.rstrip("\n").split(" ")
            with self.lock:
                self.events.append(words)
                if words[0] in self.WINDOW_EVENTS:
                    window = Window(words[1:])
                    if words[0] == "destroy":
                        self.windows.pop(window.id, None)
                    else:
                        self.windows[window.id] = window

    def say(self, *words):
        self.host.stdin.write(" ".join(str(word) for word in words) + "\n")

    def sync(self):
        """Waits until gui_host has done all that was said."""
        self.syncs += 1
        self.say("sync", self.syncs)
        self.wait_event("sync", str(self.syncs))

    def find_event(self, *words, since=0):
        with self.lock:
            for event in self.events[since:]:
                if event[:len(words)] == [str(word) for word in words]:
                    return event
        return None

    def mark(self):
        with self.lock:
            return len(self.events)

    def wait_event(self, *words, since=0, seconds=15.0):
        return wait(f"event {words}",
                    lambda: self.find_event(*words, since=since), seconds)

    def wait_window(self, what, condition, seconds=15.0):
        """The first mapped window that fits."""
        def find():
            with self.lock:
                windows = list(self.windows.values())
            return next((window for window in windows
                         if window.mapped and condition(window)), None)
        return wait(what, find, seconds)

    def wait_dump(self, window):
        self.wait_event("dump", window.id)
        return window

    def connect(self):
        since = self.mark()
        self.say("connect")
        self.wait_event("ready", since=since)

    def disconnect(self):
        since = self.mark()
        self.say("disconnect")
        self.wait_event("disconnected", since=since)

    def shot(self, window, name):
        since = self.mark()
        path = os.path.join(self.dir, name + ".ppm")
        self.say("shot", window.id, path)
        self.wait_event("shot", window.id, since=since)
        keep = os.environ.get("LEADLIGHT_PICTURES")
        if keep:
            shutil.copy(path, keep)
        return Picture(path)

    def count(self, window):
        since = self.mark()
        self.say("count", window.id)
        words = self.wait_event("count", window.id, since=since)
        return {name: int(value) for name, value in
                (word.split("=") for word in words[2:])}

    def key(self, window, keycode, state=0):
        self.say("key", window.id, "press", keycode, state)
        self.say("key", window.id, "release", keycode, state)

    def type(self, window, text):
        """Types on a US keyboard, modifiers by state alone."""
        for char in text:
            state = 0
            if char in SHIFTED:
                char, state = SHIFTED[char], SHIFT
            elif char.isupper():
                char, state = char.lower(), SHIFT
            self.key(window, KEYCODES[char], state)

    def button(self, window, what, x, y, button=1, state=0):
        self.say("button", window.id, what, button, x, y, state)

    def click(self, window, x, y, button=1, state=0):
        self.say("motion", window.id, x, y)
        self.button(window, "press", x, y, button, state)
        self.button(window, "release", x, y, button, state)

    # the qube

    def run(self, *args, **more):
        """Starts an application."""
        environment = dict(self.environment, **more)
        client = subprocess.Popen(args, env=environment, cwd=self.home,
                                  stdout=self.log, stderr=self.log)
        self.clients.append(client)
        return client

    def output(self, *args, seconds=10.0):
        """What a program prints in the qube."""
        return subprocess.run(args, env=self.environment, cwd=self.home,
                              capture_output=True, timeout=seconds,
                              check=True).stdout.decode()

    def exists(self, name):
        return os.path.exists(os.path.join(self.home, name))

    def read(self, name):
        try:
            with open(os.path.join(self.home, name)) as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def cpu(self):
        """CPU seconds the agent has used."""
        with open(f"/proc/{self.agent.pid}/schedstat") as file:
            return int(file.read().split()[0]) / 1e9

    def stats(self):
        """The agent's own counters."""
        self.log.flush()
        at = os.fstat(self.log.fileno()).st_size
        self.agent.send_signal(signal.SIGUSR1)

        def find():
            with open(self.log.name) as file:
                file.seek(at)
                for line in file:
                    if "stats: " in line and line.endswith("\n"):
                        return line
            return None
        words = wait("the agent's counters", find).split("stats: ")[1].split()
        return {name: value for name, value in
                (word.split("=") for word in words)}

    def end(self):
        for client in self.clients:
            client.kill()
            client.wait()
        self.agent.terminate()
        try:
            code = self.agent.wait(10)
        except subprocess.TimeoutExpired:
            self.agent.kill()
            code = self.agent.wait()
        self.host.stdin.close()
        self.host.wait(10)
        self.log.seek(0)
        text = self.log.read()
        self.log.close()
        shutil.rmtree(self.dir)
        return code, text


def main(tests, x11=False):
    """Runs tests (functions of a rig) one after another; TAP."""
    print(f"1..{len(tests)}")
    failed = False
    for at, test in enumerate(tests, 1):
        name = test.__name__.replace("_", " ")
        rig = Rig(x11)
        problem = None
        try:
            test(rig)
            if rig.agent.poll() is not None:
                raise AssertionError("the agent is gone")
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        code, log = rig.end()
        if problem is None and code != 0:
            problem = f"the agent ended with {code}"
        print(f"{'not ' if problem else ''}ok {at} - {name}", flush=True)
        if problem:
            failed = True
            print(f"# {problem}")
            print("".join(f"# {' '.join(event)}\n"
                          for event in rig.events[-20:]), end="")
            print("".join(f"# {line}\n" for line in log.splitlines()[-30:]))
    sys.exit(1 if failed else 0)
