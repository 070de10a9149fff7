#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a hostile qube tries against its neighbours: floods, garbage, memory
taken away, silence, and programs that die. A terminal of another qube goes on
working."""

import os
import signal
import sys
import time

import testbed
from siege import INK, Siege


def keeper_of(desktop, qube):
    """It is nobody's child, so that it outlives the zone service."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
                words = file.read().split("\0")
        except OSError:
            continue
        if words[0].endswith("leadlight-keeper") and any(
                word.startswith(desktop.dir) and word.endswith("/" + qube)
                for word in words):
            return int(pid)
    raise AssertionError(f"no keeper of {qube}")


def test_a_thousand_windows_cost_nobody_else():
    with Siege() as desktop:
        calm = desktop.prove_alive()
        desktop.evil.order(
            "refs = arena.paint(100, 100, 0xff00ff)\n"
            "for w in range(1, 1025):\n"
            "    create(link, w, w % 900, w % 600, 100, 100)\n"
            "    link.send(MAP, w, struct.pack('<II', 0, 0))\n"
            "    dump(link, w, 100, 100, refs); damage(link, w, 100, 100)\n"
            "    link.read(0)\n", 60)
        shown = desktop.prove_alive(20)
        # more at once than is read at once, each of them dear
        desktop.evil.start(
            "storm = b''.join(struct.pack('<6I', UNMAP, w, 0, MAP, w, 8)"
            " + bytes(8) for w in range(1, 1025))\n"
            "end = time.monotonic() + 8; n = 0\n"
            "link.conn.setblocking(False)\n"
            "while time.monotonic() < end:\n"
            "    try: n += link.conn.send(storm[n % len(storm):])\n"
            "    except BlockingIOError: time.sleep(0.001)\n"
            "    link.read(0)\n"
            "answer = n // 32\n")
        time.sleep(1)
        stormed = 0
        for _ in range(6):
            start = time.monotonic()
            desktop.say("sync")
            stormed = max(stormed, time.monotonic() - start)
            stormed = max(stormed, desktop.prove_alive(60))
        n = desktop.evil.answer(60)
        print(f"# typed in {calm:.2f} s, with 1,024 windows {shown:.2f} s, "
              f"while {n} come and go {stormed:.2f} s")
        if stormed > 4:
            raise AssertionError(f"typing took {stormed:.2f} s")


def test_one_window_too_many_ends_the_connection():
    with Siege() as desktop:
        desktop.evil.order(
            "for w in range(1, 1025): create(link, w, 0, 0, 10, 10)\n"
            "assert link.read(1), 'ended by 1,024 windows'\n"
            "create(link, 1025, 0, 0, 10, 10)\n"
            "assert link.has_ended()")
        desktop.prove_alive()


FLOODS = {
    "damage": "damage(link, 1, 400, 300)",
    "titles": "title(link, 1, str(n))",
    "places": "configure(link, 1, n % 700, n % 500, 400, 300)",
    "sizes": "configure(link, 1, 100, 100, 300 + n % 100, 300)",
    "pictures": "dump(link, 1, 400, 300, refs)",
    "hints": "link.send(HINTS, 1, struct.pack('<9I', 0x170, *[n % 5000] * 8))",
    "flags": "link.send(FLAGS, 1, struct.pack('<II', 1 if n % 2 else 4,"
             " 4 if n % 2 else 1))",
    "lives": "create(link, 9, 0, 0, 99, 99); link.send(MAP, 9, bytes(8));"
             " link.send(DESTROY, 9)",
}


def test_floods_cost_nobody_else():
    with Siege() as desktop:
        for name, message in FLOODS.items():
            desktop.evil.order(
                "link.accept() if not link.read(0) else None\n"
                "link.send(DESTROY, 1) if link.count(1000) else None\n"
                "link.conn.close(); link.accept()\n"
                f"show(link, arena, 1, 50, 100, 400, 300, {INK}); link.read(0.3)\n"
                "refs = arena.paint(400, 300, 0xff00ff)")
            desktop.evil.start(
                "end = time.monotonic() + 3; n = 0\n"
                "try:\n"
                "    while time.monotonic() < end:\n"
                f"        {message}; n += 1\n"
                "        n % 50 or link.read(0)\n"
                "except OSError as problem: n = (n, problem)\n"
                "answer = n\n")
            time.sleep(0.5)
            took = desktop.prove_alive(20)
            n = desktop.evil.answer()
            print(f"# {name}: typed in {took:.2f} s while {n} came")
            if took > 4:
                raise AssertionError(f"{name}: typing took {took:.2f} s")


GARBAGE = {
    "random bytes": "link.conn.sendall(os.urandom(65536))",
    "a huge message": "link.conn.sendall(struct.pack('<III', WMNAME, 1, 0xfffffff0))",
    "refs of nobody": "dump(link, 1, 100, 100, [5 << 20 | 7] * 10)",
    "refs past the end": "dump(link, 1, 100, 100,"
                         " [arena.segment << 20 | arena.pages - 2 + i"
                         " for i in range(10)])",
    "ref zero": "dump(link, 1, 100, 100, [0] * 10)",
    "too few refs": "dump(link, 1, 16000, 6000, [arena.segment << 20])",
    "a window that is not": "link.send(MAP, 77, bytes(8))",
    "keys backwards": "link.send(KEYPRESS, 1, bytes(20))",
}


def test_garbage_ends_one_connection():
    with Siege() as desktop:
        for name, message in GARBAGE.items():
            desktop.evil.order(
                "link.conn.close(); link.accept()\n"
                f"show(link, arena, 1, 900, 600, 100, 100, {INK}); link.read(0.3)")
            desktop.evil.order(f"try: {message}\nexcept OSError: pass\n"
                               f"assert link.has_ended(), {name!r}")
            desktop.prove_alive()


def test_memory_taken_away_is_survived():
    with Siege() as desktop:
        desktop.evil.order(
            f"show(link, arena, 1, 900, 500, 300, 200, {INK}); link.read(0.5)")
        desktop.wait_ink()
        desktop.evil.order("answer = punch(arena); damage(link, 1, 300, 200)")
        desktop.prove_alive()
        desktop.evil.order(
            "arena.conn.close(); os.close(arena.fd); arena.data.close();"
            "damage(link, 1, 300, 200); link.read(1)")
        desktop.prove_alive()
        desktop.evil.order("held = [Arena() for i in range(4)]", 60)
        desktop.prove_alive()


def test_who_neither_reads_nor_moves_is_alone_with_it():
    with Siege() as desktop:
        desktop.evil.order(
            f"show(link, arena, 1, 100, 450, 600, 250, {INK}); link.read(0.5)")
        x, y, width, height = desktop.wait_ink()
        for i in range(400):
            desktop.move(x + 5 + i * 7 % (width - 10), y + 5 + i * 3 % (height - 10))
        desktop.prove_alive()
        # it answers no configure either
        desktop.drag(x + 100, y - 10, x + 160, y - 60)
        desktop.drag(x + 100, y + 60, x + 100, y + 60)
        desktop.click(*desktop.middle())
        desktop.prove_alive()


def test_what_dies_is_missed_by_nobody_else():
    with Siege() as desktop:
        desktop.evil.order(
            f"show(link, arena, 1, 900, 500, 300, 200, {INK}); link.read(0.5)")
        desktop.wait_ink()
        os.kill(desktop.pids("leadlight-zone")[0], signal.SIGKILL)
        desktop.prove_alive()
        testbed.wait("the zone service is back",
                     lambda: desktop.pids("leadlight-zone"), 10)
        os.kill(desktop.pids("leadlight")[0], signal.SIGKILL)
        desktop.connect()
        testbed.wait("foot is back", lambda: desktop.frames("blue"), 10)
        time.sleep(1)
        desktop.click(*desktop.middle())
        desktop.prove_alive()
        os.kill(keeper_of(desktop, "evil"), signal.SIGKILL)
        testbed.wait("the hostile windows go", lambda: not desktop.frames("red"))
        desktop.prove_alive()


def test_a_chatty_program_does_not_fill_the_log():
    with Siege() as desktop:
        before = len(desktop.logged())
        desktop.evil.order(
            "end = time.monotonic() + 4\n"
            "while time.monotonic() < end:\n"
            "    os.write(2, b'\\x1b[31m\\xffabc\\r' * 20 + b'\\n')\n")
        desktop.prove_alive()
        after = desktop.logged()[before:]
        if len(after) > 16000:
            raise AssertionError(f"{len(after)} bytes went to the log")
        if "\x1b" in after or "\r" in after:
            raise AssertionError("control characters went to the log")


if __name__ == "__main__":
    sys.exit(testbed.run(
        test_a_thousand_windows_cost_nobody_else,
        test_one_window_too_many_ends_the_connection,
        test_floods_cost_nobody_else,
        test_garbage_ends_one_connection,
        test_memory_taken_away_is_survived,
        test_who_neither_reads_nor_moves_is_alone_with_it,
        test_what_dies_is_missed_by_nobody_else,
        test_a_chatty_program_does_not_fill_the_log))
