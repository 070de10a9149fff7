#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""gui_corpus.py FOLDER: writes the first inputs of the fuzz targets gui_agent,
gui_daemon and text below FOLDER: one of each message, and short lives of
windows."""
import os
import struct
import sys

WINDOW = 5


def words(*values):
    return b''.join(struct.pack('<I', v & 0xffffffff) for v in values)


def message(kind, body=b'', window=WINDOW, length=None):
    return words(kind, window, len(body) if length is None else length) + body


def text(value, size):
    return value.encode().ljust(size, b'\0')[:size]


CREATE = message(130, words(10, 20, 100, 80, 0, 0))
MENU = message(130, words(10, 20, 100, 80, 0, 1))
MAP = message(132, words(0, 0))
MAP_MENU = message(132, words(WINDOW, 1))
UNMAP = message(133)
DESTROY = message(131)
DUMP = message(147, words(0, 100, 80, 32, *range(22, 30)))
DAMAGE = message(136, words(0, 0, 100, 80))
DOCK = message(143)
TITLE = message(141, text('gr\u00fcn \u202e\u200b\u2026', 128))
CLASS = message(146, text('Class', 64) + text('name', 64))
HINTS = message(144, words(0x175, 1, 2, 300, 400, 5, 6, 7, 8))
CONFIGURE = message(134, words(30, 40, 640, 400, 0))
LARGE = message(134, words(0, 0, 1000, 901, 0))
FLAGS = message(145, words(5, 2))
CURSOR = message(148, words(0x146))
CLIPBOARD = message(140, b'some text', 0)
TOO_BIG = message(140, b'x' * 301, 0)
OLD_DUMP = message(135, words(0, 100, 80, 24, 0, 8, 0, *range(8)))
SCREEN = message(130, words(0, 0, 64, 32, 0, 0), 0) + message(
    147, words(0, 64, 32, 32, 7, 8), 0)

AGENT_SAYS = {
    'create': CREATE,
    'destroy': CREATE + DESTROY,
    'map': CREATE + MAP,
    'unmap': CREATE + MAP + UNMAP,
    'configure': CREATE + CONFIGURE,
    'dump': CREATE + MAP + DUMP + DAMAGE,
    'dock': CREATE + DOCK + CONFIGURE + DUMP + DAMAGE,
    'title': CREATE + TITLE,
    'class': CREATE + CLASS,
    'hints': CREATE + HINTS,
    'flags': CREATE + FLAGS + MAP + FLAGS + MAP,
    'cursor': CREATE + CURSOR,
    'clipboard': CREATE + 6 * TITLE + MAP + HINTS + CLIPBOARD + TOO_BIG,
    'old-dump': CREATE + OLD_DUMP + MAP,
    'menu': MENU + MAP_MENU + LARGE + CONFIGURE,
    'screen': SCREEN + CREATE + MAP + DAMAGE + UNMAP,
    'life': CREATE + CONFIGURE + HINTS + TITLE + CLASS + FLAGS + MAP + DUMP +
            DAMAGE + CURSOR + CONFIGURE + DUMP + DAMAGE + UNMAP + DESTROY +
            MENU + MAP_MENU + DUMP + DAMAGE + DESTROY,
    'parents': b''.join(message(130, words(0, 0, 9, 9, 0, 0), i) +
                        message(132, words(i - 1, 0), i)
                        for i in range(1, 9)),
    'unknown-window': MAP,
    'unknown-type': message(150),
    'wrong-way': message(124, words(2, 0, 0, 0, 38)),
    'long': CREATE + message(133, b'', length=0xffffffff) + MAP,
}

HELLO = words(0x10008, 1920, 1080, 24, 8101)
KEY = message(124, words(2, 10, 10, 0, 38), 1)
BUTTON = message(125, words(4, 10, 10, 0, 1), 1)
MOTION = message(126, words(3, 4, 0, 0), 2)
CROSSING = message(127, words(7, 3, 4, 0, 0, 0, 0), 2)
FOCUS = message(128, words(9, 0, 3), 3)
KEYMAP = message(142, b'\x01' * 32, 0)
ACK = message(149, b'', 1)
ECHO = message(131, b'', 0)

DAEMON_SAYS = {
    'key': KEY,
    'button': BUTTON,
    'motion': MOTION + MOTION,
    'crossing': CROSSING,
    'focus': KEYMAP + FOCUS,
    'map': message(132, words(0, 0), 1),
    'configure': message(134, words(1, 2, 300, 400, 0), 1),
    'close': message(137, b'', 2),
    'flags': message(145, words(1, 2), 1),
    'clipboard': message(139, b'', 1) + message(140, b'text', 1),
    'echo': ECHO + KEY,
    'acks': KEY + KEY + KEY + KEY + KEY + ACK + ACK,
    'skip': message(150, b'later') + message(129, words(1, 2)) + KEY,
    'life': KEYMAP + FOCUS + CROSSING + MOTION + BUTTON + KEY + KEY + ACK +
            ECHO + message(134, words(1, 2, 300, 400, 0), 1) + MOTION,
}

TITLES = {
    'plain': b'plain title',
    'controls': b'\x1b[31m\x07\x7f\xc2\x85',
    'letters': 'gr\u00fc\u00df \u65e5\u672c \U0001f600'.encode(),
    'direction': '\u202egnp.exe\u2066x\u2069'.encode(),
    'invisible': 'p\u200bay\ufeff\u00ad\U000e0041'.encode(),
    'malformed': b'\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xff\xe2\x82',
    'ellipsis': 'long\u2026'.encode(),
    'spaces': 'a\u00a0b\u3000c\u2800'.encode(),
}


def write(folder, name, data):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), 'wb') as file:
        file.write(data)


def main():
    top = sys.argv[1]
    for i, (name, said) in enumerate(AGENT_SAYS.items()):
        head = bytes([i % 4, i % 8]) + words(0x10008 - i % 9)
        write(f'{top}/gui_daemon', name, head + said)
    for i, (name, said) in enumerate(DAEMON_SAYS.items()):
        write(f'{top}/gui_agent', name, bytes([i % 8]) + HELLO + said)
    for name, title in TITLES.items():
        write(f'{top}/text', name, bytes([len(title) - 1]) + title)


main()
