#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Attacks of tests/attack again, from a real sandbox over the real channel and
arena, seen on a screenshot: every pixel of the attacker's ink lies inside a
frame of its label, the strip and the window that has the keyboard look as
before, and the terminal goes on hearing what is typed."""

import sys
import time

import testbed
from siege import INK, Siege

STRIP, FRAME = 28, 3
RED = testbed.RGB["red"]
KIND = "again in a real sandbox"
BOUNDED, ENDS = "is bounded or ignored", "its connection ends"
CONF = "link.send(CONFIGURE, 1, struct.pack('<iiIII', {}, 0))"


def shown(x, y, width, height, popup=0):
    return f"show(link, arena, 1, {x}, {y}, {width}, {height}, {INK}, {popup})"


def then(*steps):
    return "; link.read(0.2); ".join(steps)


# name, what becomes of it, and what the hostile program does
ATTACKS = [
    ("a window at the least coordinates", BOUNDED,
     shown(-2**31, -2**31, 300, 200)),
    ("a window at the greatest coordinates", BOUNDED,
     shown(2**31 - 1, 2**31 - 1, 300, 200)),
    ("a menu as large as the screen", BOUNDED, shown(0, 0, 1280, 800, 1)),
    ("a menu on the strip", BOUNDED, shown(0, 0, 1200, 28, 1)),
    ("a menu over the focused window", BOUNDED, shown(100, 100, 500, 300, 1)),
    ("a window one pixel large", BOUNDED,
     then(shown(700, 400, 300, 200), CONF.format("700, 400, 1, 1"))),
    ("a window grows beyond all limits", BOUNDED,
     then(shown(700, 400, 300, 200),
          CONF.format("0, 0, 0xffffffff, 0xffffffff"))),
    ("a window asks to be fullscreen", BOUNDED,
     then(shown(700, 400, 300, 200),
          "link.send(FLAGS, 1, struct.pack('<II', FULLSCREEN, 0))")),
    ("a picture of the terminal's label colour", BOUNDED,
     f"show(link, arena, 2, 650, 350, 300, 200, {testbed.RGB['blue']});"
     + shown(700, 400, 300, 200)),
    ("two windows show the same memory", BOUNDED,
     "refs = arena.paint(300, 200, 0xff00ff)\n"
     "for w in (1, 2):\n"
     "    create(link, w, 300 * w, 400, 300, 200)\n"
     "    link.send(MAP, w, bytes(8)); dump(link, w, 300, 200, refs)\n"
     "    damage(link, w, 300, 200)"),
    ("a picture is one page over and over", BOUNDED,
     "refs = arena.paint(300, 200, 0xff00ff)\n"
     "create(link, 1, 700, 400, 300, 200); link.send(MAP, 1, bytes(8))\n"
     "dump(link, 1, 300, 200, refs[:1] * len(refs))\n"
     "damage(link, 1, 300, 200)"),
    ("memory is taken away while it is shown", BOUNDED,
     then(shown(700, 400, 300, 200), "punch(arena)",
          "damage(link, 1, 300, 200)")),
    ("damage beyond all limits", BOUNDED,
     then(shown(700, 400, 300, 200),
          "damage(link, 1, 2**32 - 1, 2**32 - 1, 2**31 - 1, -2**31)")),
    ("a title of control and bidi characters", BOUNDED,
     then(shown(700, 400, 300, 200),
          r"title(link, 1, '\u202eknab\u202c\x1b[31m\n\u200b\ue000')")),
    ("two hundred menus", BOUNDED,
     "refs = arena.paint(60, 40, 0xff00ff)\n"
     "for w in range(1, 201):\n"
     "    create(link, w, w * 37 % 1200, w * 53 % 700, 60, 40, 1)\n"
     "    link.send(MAP, w, struct.pack('<II', 0, 1))\n"
     "    dump(link, w, 60, 40, refs); damage(link, w, 60, 40); link.read(0)"),
    ("menus come and go", BOUNDED,
     shown(700, 400, 300, 200) + "\n"
     "for _ in range(300):\n"
     "    link.send(UNMAP, 1); link.send(MAP, 1, bytes(8)); link.read(0)\n"
     "dump(link, 1, 300, 200, arena.paint(300, 200, 0xff00ff))\n"
     "damage(link, 1, 300, 200)"),
    ("a window is created twice", ENDS,
     "create(link, 1, 0, 0, 10, 10); create(link, 1, 0, 0, 10, 10)"),
    ("a picture names memory of nobody", ENDS,
     shown(700, 400, 300, 200) + "; dump(link, 1, 10, 10, [5 << 20 | 7])"),
    ("a picture has fewer pages than its size needs", ENDS,
     shown(700, 400, 300, 200)
     + "; dump(link, 1, 300, 200, arena.paint(10, 10, 0))"),
    ("a message that only we may send", ENDS,
     "link.send(KEYPRESS, 1, bytes(20))"),
    ("a message of 4 GiB", ENDS,
     "link.conn.sendall(struct.pack('<III', WMNAME, 1, 0xffffffff))"),
    ("random bytes", ENDS, "link.conn.sendall(os.urandom(65536))"),
]


def is_frame(pixel):
    """The label's colour, or where a round corner is mixed with ink."""
    return pixel == RED or (pixel >> 16 >= RED >> 16 and pixel >> 8 & 0xFF == 0)


def check_ink(shot, terminal):
    """Each line of ink ends in a frame of its label, at the terminal, or at the
    edge of the screen; none is on the strip."""
    left, top, width, height = terminal
    for y in range(0, shot.height, 2):
        row = shot.row(y)
        if INK.to_bytes(3, "big") not in row:
            continue
        if y < STRIP + FRAME:
            raise AssertionError(f"ink in line {y}, on the strip")
        pixels = [shot.pixel(x, y) for x in range(shot.width)]
        for x, pixel in enumerate(pixels):
            for edge in (x - 1, x + 1):
                if pixel != INK or not 0 <= edge < shot.width:
                    continue
                inside = (left <= edge < left + width
                          and top <= y < top + height)
                if pixels[edge] != INK and not inside and not is_frame(
                        pixels[edge]):
                    raise AssertionError(
                        f"ink at {x}, {y} is beside {pixels[edge]:06x}")


def changed(before, after, box):
    left, top, width, height = box
    return sum(before.pixel(x, y) != after.pixel(x, y)
               for y in range(top, top + height, 2)
               for x in range(left, left + width, 2))


def attack(desktop, name, end, order):
    # the pointer's picture would be in the way
    desktop.move(1270, 5)
    time.sleep(0.3)
    before, box = desktop.shot(), desktop.frames("blue")
    desktop.evil.order(
        f"{order}\nlink.read(0.5)" if end == BOUNDED else
        f"try:\n    {order}\nexcept OSError: pass\nassert link.has_ended()")
    time.sleep(0.3)
    after = desktop.shot()
    check_ink(after, box)
    if changed(before, after, (0, 0, after.width, STRIP - 2)) > 400:
        raise AssertionError(f"{name}: the strip changed")  # but for the clock
    if changed(before, after, box) > 200:  # a cursor may blink
        raise AssertionError(f"{name}: the focused window changed")
    desktop.prove_alive()
    desktop.evil.order("link.conn.close(); link.accept()")
    testbed.wait("the hostile windows go", lambda: not desktop.ink())


def test_no_attack_succeeds():
    with Siege() as desktop:
        for name, end, order in ATTACKS:
            print(f"# {name}")
            try:
                attack(desktop, name, end, order)
            except AssertionError as problem:
                raise AssertionError(f"{name}: {problem}") from problem


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        for name_, end_, _ in ATTACKS:
            print(f"{KIND}\t{name_}\t{end_}")
        sys.exit(0)
    sys.exit(testbed.run(test_no_attack_succeeds))
