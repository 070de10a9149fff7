# SPDX-License-Identifier: MIT
"""A whole Leadlight desktop, headless, for tests: session, zone service, real
sandboxed qubes, and a virtual keyboard and pointer (leadlight-drive). A test
sees what a person sees: pixels of screenshots, and files in a qube's home.

Everything lives in one private temporary directory and is gone afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

BUILD = os.environ["LEADLIGHT_BUILD"]
RGB = {
    "red": 0xCC0000, "orange": 0xF57900, "yellow": 0xEDD400,
    "green": 0x73D216, "gray": 0x555555, "blue": 0x3465A4,
    "purple": 0x75507B, "black": 0x000000,
}


def wait(what, condition, seconds=20.0, pause=0.05):
    """Returns the first true value of condition(); fails after the time."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(pause)


class Picture:
    """A screenshot; pixel(x, y) is 0xRRGGBB in output pixels."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        magic, size, depth, self.data = data.split(b"\n", 3)
        if magic != b"P6" or depth != b"255":
            raise AssertionError(f"{path} is not a PPM picture")
        self.width, self.height = (int(word) for word in size.split())

    def pixel(self, x, y):
        at = (y * self.width + x) * 3
        return int.from_bytes(self.data[at:at + 3], "big")

    def row(self, y):
        at = y * self.width * 3
        return self.data[at:at + self.width * 3]

    def box(self, rgb, left=0, top=0, right=None, bottom=None):
        """Bounding box (x, y, width, height) of a colour, or None."""
        right = self.width if right is None else right
        bottom = self.height if bottom is None else bottom
        key = rgb.to_bytes(3, "big")
        xs, ys = [], []
        for y in range(top, bottom):
            row = self.row(y)[left * 3:right * 3]
            first = self._find(row, key)
            if first >= 0:
                ys.append(y)
                xs += [left + first, left + self._find_last(row, key)]
        if not ys:
            return None
        return (min(xs), min(ys), max(xs) - min(xs) + 1, ys[-1] - ys[0] + 1)

    @staticmethod
    def _find(row, key):
        at = row.find(key)
        while at >= 0 and at % 3:
            at = row.find(key, at + 1)
        return at // 3 if at >= 0 else -1

    @staticmethod
    def _find_last(row, key):
        at = row.rfind(key)
        while at >= 0 and at % 3:
            at = row.rfind(key, 0, at + 2)
        return at // 3

    def same(self, other, box):
        """True if both pictures show the same inside a box."""
        x, y, width, height = box
        for line in range(y, y + height):
            a, b = (line * self.width + x) * 3, (line * self.width + x + width) * 3
            if self.data[a:b] != other.data[a:b]:
                return False
        return True


class Drive:
    """Speaks to leadlight-drive: hands and eyes."""

    def __init__(self, path):
        self.path = path
        self.file = None

    def connect(self):
        peer = socket.socket(socket.AF_UNIX)
        peer.settimeout(30)
        peer.connect(self.path)
        self.file = peer.makefile("rw", encoding="utf-8")

    def say(self, line):
        """One command; returns what follows "ok"."""
        self.file.write(line + "\n")
        self.file.flush()
        answer = self.file.readline().rstrip("\n")
        if not answer.startswith("ok"):
            raise AssertionError(f"drive: {line!r}: {answer or 'gone'}")
        return answer[3:]


class Desktop:
    """A session with the given qubes ({name: {key: value or list}}), started
    on entry and stopped on exit of a with block."""

    KEYS = {"left": 272, "right": 273, "middle": 274}

    def __init__(self, qubes, size=(1280, 800), scale=1, layout="us",
                 config="", programs=None, screens=1, session_words=()):
        self.qubes = qubes
        self.size = size
        self.scale = scale
        self.layout = layout
        self.extra = config
        self.programs = programs or {}
        self.screens = screens
        self.session_words = session_words
        self.dir = None
        self.session = None
        self.drive = None
        self.shots = 0

    def __enter__(self):
        self.dir = tempfile.mkdtemp(prefix="leadlight-test-")
        os.chmod(self.dir, 0o711)
        for name in ("config", "config/qubes.d", "run", "state"):
            os.mkdir(self.path(name), 0o711)
        os.chmod(self.path("run"), 0o700)
        self._write_config()
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def path(self, name):
        return os.path.join(self.dir, name)

    def _write_config(self):
        sections = {"test": ("test", self._tool("tests/tools/drive/leadlight-drive")
                             + " " + self.path("drive.sock"))}
        for name, command in self.programs.items():
            sections[name] = ("app", command)
        with open(self.path("config/leadlight.conf"), "w", encoding="utf-8") as file:
            file.write(f"[keyboard]\nlayout = {self.layout}\n")
            for name, (role, command) in sections.items():
                file.write(f"[program {name}]\nrole = {role}\ncommand = {command}\n")
            if self.screens > 1:
                file.write(f"[output *]\nmode = {self.size[0]}x{self.size[1]}\n"
                           f"scale = {self.scale}\n")
            file.write(self.extra)
        for name, keys in self.qubes.items():
            with open(self.path(f"config/qubes.d/{name}.qube"), "w",
                      encoding="utf-8") as file:
                file.write("[qube]\n")
                for key, value in keys.items():
                    for one in value if isinstance(value, list) else [value]:
                        file.write(f"{key} = {one}\n")

    @staticmethod
    def _tool(path):
        full = os.path.join(BUILD, path)
        if not os.access(full, os.X_OK):
            raise AssertionError(f"{full} is not built")
        return full

    def _start(self):
        env = dict(os.environ)
        for name in ("WAYLAND_DISPLAY", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            env.pop(name, None)
        env["XDG_RUNTIME_DIR"] = self.path("run")
        env["LEADLIGHT_PROGRAMS"] = ":".join(
            os.path.join(BUILD, part)
            for part in ("compositor", "compositor/session", "qrexec", "zones", "qube"))
        env["WLR_RENDERER"] = "pixman"
        width, height = self.size
        screens = ["--headless", f"{width}x{height}@{self.scale}"]
        if self.screens > 1:
            screens = []
            env["WLR_BACKENDS"] = "headless"
            env["WLR_HEADLESS_OUTPUTS"] = str(self.screens)
            env["XDG_STATE_HOME"] = self.path("kept")
        self.log = self.open_log()
        self.session = subprocess.Popen(
            [self._tool("compositor/session/leadlight-session"),
             "--config", self.path("config"),
             "--runtime", self.path("run/leadlight"),
             "--state", self.path("state"), *screens, *self.session_words],
            env=env, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        self.connect()

    def open_log(self):
        """Where the session's standard error goes."""
        return open(self.path("log"), "wb")

    def connect(self):
        """Waits for the test program of a (re)started compositor."""
        self.drive = Drive(self.path("drive.sock"))

        def ready():
            if self.session.poll() is not None:
                raise AssertionError(f"the session ended by itself:\n{self.logged()}")
            try:
                self.drive.connect()
                self.drive.say("sync")
                return True
            except (OSError, AssertionError):
                return False
        wait("the test program connects", ready)
        self.say(f"layout {self.layout}")

    def logged(self):
        with open(self.path("log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def __exit__(self, kind, value, trace):
        if kind is not None:
            self._explain()
        if self.session and self.session.poll() is None:
            self.session.send_signal(signal.SIGTERM)
            try:
                self.session.wait(20)
            except subprocess.TimeoutExpired:
                self.session.kill()
                self.session.wait()
        if self.session:
            self.log.close()
        if not os.environ.get("LEADLIGHT_KEEP"):
            shutil.rmtree(self.dir, ignore_errors=True)

    def _explain(self):
        """After a failure: the log and a last picture, for the test's log."""
        try:
            picture = os.path.join(
                os.environ.get("LEADLIGHT_PICTURES", tempfile.gettempdir()),
                os.path.basename(sys.argv[0]) + ".png")
            self.say("shot " + picture)
            print(f"# last picture: {picture}")
        except (OSError, AssertionError, ValueError):
            pass
        for line in self.logged().splitlines()[-60:]:
            print("#   " + line)

    # What a person does.

    def say(self, line):
        return self.drive.say(line)

    def key(self, code):
        self.say(f"key {code} press")
        self.say(f"key {code} release")

    def chord(self, *codes):
        for code in codes:
            self.say(f"key {code} press")
        for code in reversed(codes):
            self.say(f"key {code} release")

    def type(self, text):
        self.say("type " + text.replace("\n", "\\n"))

    def move(self, x, y):
        self.say(f"move {x} {y}")
        self.say("sync")

    def press(self, button="left"):
        self.say(f"button {self.KEYS[button]} press")

    def release(self, button="left"):
        self.say(f"button {self.KEYS[button]} release")

    def click(self, x, y, button="left"):
        self.move(x, y)
        # a window gets no press in the 300 ms after it appeared under the
        # pointer; a person is no faster
        time.sleep(0.35)
        self.press(button)
        self.release(button)
        self.say("sync")

    def drag(self, x, y, to_x, to_y, steps=8, button="left"):
        self.move(x, y)
        time.sleep(0.35)
        self.press(button)
        for i in range(1, steps + 1):
            self.move(x + (to_x - x) * i / steps, y + (to_y - y) * i / steps)
        self.release(button)
        self.say("sync")

    # What a person sees.

    def shot(self, output=""):
        path = self.path("shot.ppm")
        self.say(f"shot {path} {output}".rstrip())
        return Picture(path)

    def frames(self, label):
        """Bounding boxes of what has the label's colour, below the strip."""
        return self.shot().box(RGB[label], top=round(30 * self.scale))

    def home(self, qube):
        """The host's path of a qube's home."""
        return wait(f"home of {qube}", lambda: next(
            (os.path.join(top, qube) for top, dirs, _ in os.walk(self.path("state"))
             if qube in dirs), None))

    def read(self, qube, name):
        """A file in a qube's home, or None."""
        if os.geteuid() != 0:  # the home belongs to other ids of ours
            return subprocess.run(
                ["unshare", "-Ur", "--map-auto", "find", self.home(qube),
                 "-name", name, "-exec", "cat", "{}", ";", "-quit"],
                capture_output=True, encoding="utf-8", check=False).stdout or None
        for top, _, files in os.walk(self.home(qube)):
            if name in files:
                with open(os.path.join(top, name), encoding="utf-8") as file:
                    return file.read()
        return None

    def wait_file(self, qube, name, seconds=15):
        return wait(f"file {name} in {qube}", lambda: self.read(qube, name), seconds)

    def pids(self, program):
        """Processes below this session of this name."""
        parents, names = {}, {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                    stat = file.read()
            except OSError:
                continue
            names[int(pid)] = stat[stat.index("(") + 1:stat.rindex(")")]
            parents[int(pid)] = int(stat[stat.rindex(")") + 4:].split()[0])

        def ours(pid):
            while pid > 1:
                if pid == self.session.pid:
                    return True
                pid = parents.get(pid, 0)
            return False
        return [pid for pid, name in names.items()
                if name == program[:15] and ours(pid)]


def run(*tests):
    """Runs test functions, reports TAP, returns the exit status."""
    print(f"1..{len(tests)}")
    failed = 0
    for number, test in enumerate(tests, 1):
        title = test.__name__.removeprefix("test_").replace("_", " ")
        try:
            test()
            print(f"ok {number} - {title}", flush=True)
        except Exception as problem:  # a failed test must not end the others
            failed += 1
            print(f"not ok {number} - {title}")
            print(f"# {type(problem).__name__}: {problem}", flush=True)
    return 1 if failed else 0
