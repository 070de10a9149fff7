#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hands.py SOCKETS PREFIX: types, points and looks for a test in the guest.

The guest writes one command a line to its port "hands" and reads one line as
the answer: "ok", perhaps with a value, or "error" and why.

  type TEXT          types TEXT, escapes as in Python's strings, as US keys
  key NAME[-NAME...] presses these keys together (QEMU's names of keys)
  point X Y          moves the pointer, in pixels of the picture last taken
  click X Y          and presses the left button there
  shot NAME          takes a picture into PREFIX.NAME.ppm
  pixel NAME X Y     the colour there in a picture: "ok rrggbb"
  count NAME RRGGBB X Y W H
                     how many pixels in the rectangle have that colour
  find NAME RRGGBB X Y W H
                     the first pixel of that colour there: "ok X Y"
  differ A B X Y W H how many pixels of two pictures differ there
"""
import json
import os
import socket
import sys
import time

SOCKETS, PREFIX = sys.argv[1:]
KEYS = {' ': 'spc', '\n': 'ret', '\t': 'tab', '-': 'minus', '=': 'equal',
        '[': 'bracket_left', ']': 'bracket_right', ';': 'semicolon',
        "'": 'apostrophe', '`': 'grave_accent', '\\': 'backslash',
        ',': 'comma', '.': 'dot', '/': 'slash'}
SHIFTED = dict(zip('~!@#$%^&*()_+{}|:"<>?', '`1234567890-=[]\\;\',./'))
HOLD = 0.03  # emulated machines need time to see a key


def connect(name, seconds=20):
    """The socket SOCKETS/name, once QEMU has made it."""
    end = time.monotonic() + seconds
    while True:
        link = socket.socket(socket.AF_UNIX)
        try:
            link.connect(os.path.join(SOCKETS, name))
            return link
        except OSError:
            link.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


class Machine:
    """QEMU's monitor."""

    def __init__(self):
        self.stream = connect('qmp').makefile('rw')
        self.size = (1280, 800)
        self.stream.readline()  # its greeting
        self.ask('qmp_capabilities')

    def ask(self, command, **arguments):
        self.stream.write(json.dumps({'execute': command,
                                      'arguments': arguments}) + '\n')
        self.stream.flush()
        while True:
            answer = json.loads(self.stream.readline())
            if 'error' in answer:
                raise ValueError(answer['error']['desc'])
            if 'return' in answer:
                return answer['return']

    def events(self, *events):
        self.ask('input-send-event', events=list(events))
        time.sleep(HOLD)

    def keys(self, names):
        codes = [{'type': 'qcode', 'data': name} for name in names]
        for down in (True, False):
            for code in codes if down else reversed(codes):
                self.events({'type': 'key', 'data': {'down': down,
                                                     'key': code}})

    def point(self, x, y):
        self.events(*({'type': 'abs', 'data': {
            'axis': axis, 'value': round(int(at) * 0x7fff / (size - 1))}}
            for axis, at, size in zip('xy', (x, y), self.size)))

    def button(self):
        for down in (True, False):
            self.events({'type': 'btn', 'data': {'button': 'left',
                                                 'down': down}})


def picture_path(name):
    if not name.isalnum():
        raise ValueError('a picture has a plain name')
    return f'{PREFIX}.{name}.ppm'


def picture(name):
    """Width, height and the bytes of a P6 picture."""
    with open(picture_path(name), 'rb') as file:
        data = file.read()
    kind, width, height, most = data.split(None, 4)[:4]
    if kind != b'P6' or most != b'255':
        raise ValueError('not such a picture')
    width, height = int(width), int(height)
    return width, height, data[-3 * width * height:]


def rows(name, x, y, w, h):
    """The rows of a rectangle, each the bytes of its pixels."""
    width, height, data = picture(name)
    left, right = max(x, 0), min(x + w, width)
    for row in range(max(y, 0), min(y + h, height)):
        yield data[3 * (row * width + left):3 * (row * width + right)]


def pixels(row):
    return (row[at:at + 3] for at in range(0, len(row), 3))


def do_type(machine, text):
    for char in text.encode().decode('unicode_escape'):
        shift = char.isupper() or char in SHIFTED
        char = SHIFTED.get(char, char.lower())
        machine.keys((['shift'] if shift else []) + [KEYS.get(char, char)])


def do_shot(machine, name):
    path = picture_path(name)
    machine.ask('screendump', filename=path)
    machine.size = picture(name)[:2]


def do_pixel(name, x, y):
    return next(rows(name, int(x), int(y), 1, 1)).hex()


def do_count(name, colour, *rectangle):
    wanted = bytes.fromhex(colour)
    return sum(pixel == wanted
               for row in rows(name, *map(int, rectangle)) if wanted in row
               for pixel in pixels(row))


def do_find(name, colour, x, y, w, h):
    wanted, x, y = bytes.fromhex(colour), int(x), int(y)
    for number, row in enumerate(rows(name, x, y, int(w), int(h))):
        if wanted in row:
            for column, pixel in enumerate(pixels(row)):
                if pixel == wanted:
                    return f'{x + column} {y + number}'
    raise ValueError('no such pixel')


def do_differ(a, b, *rectangle):
    rectangle = list(map(int, rectangle))
    return sum(one != other
               for before, after in zip(rows(a, *rectangle),
                                        rows(b, *rectangle))
               if before != after
               for one, other in zip(pixels(before), pixels(after)))


LOOKS = {'pixel': do_pixel, 'count': do_count, 'find': do_find,
         'differ': do_differ}


def do(machine, line):
    word, _, rest = line.partition(' ')
    words = rest.split()
    if word == 'type':
        return do_type(machine, rest)
    if word == 'key':
        return machine.keys(rest.split('-'))
    if word == 'point':
        return machine.point(*words)
    if word == 'click':
        machine.point(*words)
        return machine.button()
    if word == 'shot':
        return do_shot(machine, *words)
    if word in LOOKS:
        return LOOKS[word](*words)
    raise ValueError('no such command')


def main():
    machine = Machine()
    guest = connect('hands').makefile('rw')
    for line in guest:
        try:
            value = do(machine, line.rstrip('\n'))
            answer = 'ok' if value is None else f'ok {value}'
        except (ValueError, TypeError, OSError, StopIteration) as problem:
            answer = f'error {problem}'
        guest.write(answer + '\n')
        guest.flush()


try:
    main()
except (OSError, ValueError):
    pass  # the machine is gone
