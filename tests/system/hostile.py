#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A hostile agent. It runs inside a real sandbox in place of leadlight-agent,
speaks the GUI protocol by hand, and does what a test orders (siege.py): each
order is a piece of Python in a file of its home, each answer a file too."""

import ctypes
import glob
import mmap
import os
import select
import signal
import socket
import struct
import time
import traceback

CREATE, DESTROY, MAP, UNMAP, CONFIGURE = 130, 131, 132, 133, 134
SHMIMAGE, WMNAME, HINTS, FLAGS, DUMP, ACK = 136, 141, 144, 145, 147, 149
MOTION, FOCUS, KEYPRESS, BUTTON = 126, 128, 124, 125
VERSION = 0x00010008
FULLSCREEN, MINIMIZE = 1, 4
FALLOCATE_HOLE = 3  # FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE
HOME = os.environ["HOME"]


def agents():
    """Process ids of the agent that belongs here."""
    found = []
    for path in glob.glob("/proc/[0-9]*/comm"):
        try:
            with open(path, encoding="utf-8") as file:
                if file.read().strip() == "leadlight-agent":
                    found.append(int(path.split("/")[2]))
        except OSError:
            pass  # it has ended
    return found


class Arena:
    """One segment, mapped, and the next page that is free in it."""

    def __init__(self):
        self.conn = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.conn.connect(os.environ["LEADLIGHT_ARENA"])
        data, fds, _, _ = socket.recv_fds(self.conn, 64, 1)
        _, _, self.segment, self.pages = struct.unpack("<IIII", data)
        self.fd = fds[0]
        self.data = mmap.mmap(self.fd, self.pages * 4096)
        self.next = 0

    def paint(self, width, height, rgb):
        """Fills fresh pages with a colour, returns their refs."""
        pages = (width * height * 4 + 4095) // 4096
        if self.next + pages > self.pages:
            self.next = 0
        start = self.next
        self.next += pages
        at = start * 4096
        self.data[at:at + width * height * 4] = (
            struct.pack("<I", rgb) * (width * height))
        return [self.segment << 20 | page for page in range(start, start + pages)]


class Link:
    """The channel to the GUI side; takes the agent's place."""

    def __init__(self):
        name = f"vchan.{os.environ['VCHAN_DOMAIN']}.0.6000.sock"
        self.path = os.path.join(os.environ["VCHAN_SOCKET_DIR"], name)
        self.listener = None
        self.take_place()
        self.conn = None
        self.accept()

    def take_place(self):
        """The agent that is started anew stands still before it listens."""
        old = agents()
        if self.listener:
            self.listener.close()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.settimeout(5)
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.listener.bind(self.path)
        self.listener.listen(8)
        for pid in old:
            os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            new = [pid for pid in agents() if pid not in old]
            if new:
                os.kill(new[0], signal.SIGSTOP)
                return
            time.sleep(0.002)

    def accept(self):
        """Waits for the GUI side, shakes hands."""
        if self.conn:
            self.conn.close()
        for _ in range(5):
            try:
                self.conn, _ = self.listener.accept()
                break
            except TimeoutError:
                self.take_place()  # the agent was faster
        self.conn.settimeout(10)
        self.conn.sendall(struct.pack("<I", VERSION))
        self.conn.recv(4)
        self.xconf = struct.unpack("<IIII", self.conn.recv(16, socket.MSG_WAITALL))
        self.seen = []  # (type, window, body) of what arrived
        self.rest = b""

    def send(self, kind, window, body=b""):
        self.conn.sendall(struct.pack("<III", kind, window, len(body)) + body)

    def read(self, seconds=0.0):
        """Takes what arrives within the time; True unless the end."""
        end = time.monotonic() + seconds
        while True:
            left = max(0, end - time.monotonic())
            if not select.select([self.conn], [], [], left)[0]:
                return True
            try:
                data = self.conn.recv(65536)
            except OSError:
                return False
            if not data:
                return False
            self.rest += data
            while len(self.rest) >= 12:
                kind, window, size = struct.unpack("<III", self.rest[:12])
                if len(self.rest) < 12 + size:
                    break
                self.seen.append((kind, window, self.rest[12:12 + size]))
                self.rest = self.rest[12 + size:]

    def has_ended(self, seconds=10.0):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.read(0.1):
                return True
        return False

    def count(self, *kinds):
        return sum(kind in kinds for kind, _, _ in self.seen)


def create(link, window, x, y, width, height, popup=0):
    link.send(CREATE, window, struct.pack("<iiIIII", x, y, width, height, 0, popup))


def configure(link, window, x, y, width, height, popup=0):
    link.send(CONFIGURE, window, struct.pack("<iiIII", x, y, width, height, popup))


def dump(link, window, width, height, refs):
    body = struct.pack("<IIII", 0, width, height, 24)
    link.send(DUMP, window, body + struct.pack(f"<{len(refs)}I", *refs))


def damage(link, window, width, height, x=0, y=0):
    link.send(SHMIMAGE, window, struct.pack("<iiII", x, y, width, height))


def title(link, window, text):
    link.send(WMNAME, window, text.encode()[:127].ljust(128, b"\0"))


def show(link, arena, window, x, y, width, height, rgb, popup=0, parent=0):
    """A whole window of one colour."""
    create(link, window, x, y, width, height, popup)
    link.send(MAP, window, struct.pack("<II", parent, popup))
    dump(link, window, width, height, arena.paint(width, height, rgb))
    damage(link, window, width, height)


def punch(arena):
    """Holes in all of the segment."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_long,
                               ctypes.c_long]
    return libc.fallocate(arena.fd, FALLOCATE_HOLE, 0, arena.pages * 4096)


def main():
    names = dict(globals())
    number = 0
    os.chdir(HOME)
    while True:
        order = f"order.{number}"
        if not os.path.exists(order):
            time.sleep(0.02)
            continue
        with open(order, encoding="utf-8") as file:
            text = file.read()
        try:
            names["answer"] = ""
            exec(compile(text, order, "exec"), names)
            answer = f"ok {names['answer']}"
        except Exception:  # the order's fault; told to whoever gave it
            answer = "failed\n" + traceback.format_exc()
        with open("answer.new", "w", encoding="utf-8") as file:
            file.write(answer)
        os.rename("answer.new", f"answer.{number}")
        number += 1


if __name__ == "__main__":
    main()
