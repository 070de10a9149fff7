#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""States, limits and pixels of windows in leadlight-agent."""

import os
import subprocess
import threading
import time

import agent_rig
from agent_rig import BUILD, wait

FULLSCREEN, ATTENTION, MINIMIZE = 1, 2, 4
BLUE, GREEN, RED = 0x3070A0, 0x70A030, 0xC02020
STATE_FULLSCREEN, STATE_ACTIVATED, STATE_SUSPENDED = "2", "4", "9"
STATE_TILED = "5"


class Client:
    """agent-client, and what it said."""

    def __init__(self, rig, count=1, width=300, height=200):
        self.rig = rig
        self.process = subprocess.Popen(
            [os.path.join(BUILD, "tests/tools/agent-client"), str(count),
             str(width), str(height)],
            env=rig.environment, cwd=rig.home, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=rig.log, text=True, bufsize=1)
        rig.clients.append(self.process)
        self.lines = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.split())

    def say(self, line):
        self.process.stdin.write(line + "\n")

    def wait_mapped(self, seconds=20):
        wait("the windows", lambda: ["mapped"] in self.lines, seconds)

    def wait_state(self, state, there=True):
        """Until the last configure has a state, or has it not."""
        def last():
            said = [line for line in self.lines if line[0] == "configure"]
            return said and (state in said[-1][3:]) == there
        wait(f"state {state}", last)


def start(rig, **size):
    rig.connect()
    client = Client(rig, **size)
    client.wait_mapped()
    window = rig.wait_dump(
        rig.wait_window("the window", lambda w: w.wmclass == "agent-client/agent-client"))
    return client, window


def shows_exactly_its_pixels(rig):
    client, window = start(rig)
    assert (window.width, window.height) == (300, 200), window
    picture = rig.shot(window, "plain")
    assert picture.colours() == 1 and picture.pixel(150, 100) == BLUE


def is_tiled_only_once_it_has_a_size(rig):
    """A toolkit that is tiled before it chose a size stays tiny."""
    client, window = start(rig)
    client.wait_state(STATE_TILED)
    said = [line[1:] for line in client.lines if line[0] == "configure"]
    assert STATE_TILED not in said[0][2:], said
    tiled = next(words for words in said if STATE_TILED in words[2:])
    assert tiled[:2] == ["300", "200"], said


def titles_and_limits_reach_the_frame(rig):
    client, window = start(rig)
    client.say("title another")
    rig.wait_window("the title", lambda w: w.title == "another")
    client.say("limits 100 80 500 400")
    rig.wait_window("the limits",
                    lambda w: w.hints[:5] == [0x30, 100, 80, 500, 400])


def resizes_by_its_own_wish(rig):
    client, window = start(rig)
    since = rig.mark()
    client.say("size 260 140")
    rig.wait_event("configure", window.id, 0, 0, 260, 140, since=since)
    rig.wait_event("dump", window.id, 260, 140, since=since)
    wait("its pixels", lambda: rig.shot(window, "own").pixel(5, 5) == GREEN)


def answers_a_configure_that_changes_nothing(rig):
    client, window = start(rig)
    rig.say("configure", window.id, 10, 20, 300, 200)
    rig.wait_event("ack", window.id, 10, 20, 300, 200)
    since = rig.mark()
    rig.say("configure", window.id, 10, 21, 301, 200)
    rig.wait_event("ack", window.id, 10, 21, 301, 200, since=since)


def a_client_that_does_not_answer_gets_time(rig):
    client, window = start(rig)
    client.process.send_signal(19)      # SIGSTOP
    since = rig.mark()
    rig.say("configure", window.id, 0, 0, 400, 300)
    time.sleep(1.0)
    client.process.send_signal(18)      # SIGCONT
    rig.wait_window("the new size", lambda w: w.width == 400)
    rig.wait_event("dump", window.id, 400, 300, since=since)


def asks_for_states(rig):
    client, window = start(rig)
    client.say("fullscreen on")
    rig.wait_event("flags", window.id, FULLSCREEN, 0)
    client.wait_state(STATE_FULLSCREEN, False)
    rig.say("flags", window.id, FULLSCREEN, 0)      # granted
    client.wait_state(STATE_FULLSCREEN)
    client.say("fullscreen off")
    rig.wait_event("flags", window.id, 0, FULLSCREEN)
    client.say("minimize")
    rig.wait_event("flags", window.id, MINIMIZE, 0)
    client.say("attention")
    rig.wait_event("flags", window.id, ATTENTION, 0)
    rig.say("focus", window.id, "in")
    client.wait_state(STATE_ACTIVATED)
    since = rig.mark()
    client.say("attention")     # it has the focus already
    client.say("title then")
    rig.wait_event("title", window.id, since=since)
    assert rig.find_event("flags", window.id, ATTENTION, since=since) is None
    rig.say("focus", window.id, "out")
    client.wait_state(STATE_ACTIVATED, False)
    rig.say("close", window.id)
    wait("close", lambda: ["close"] in client.lines)


def dialogs_have_a_focus_of_their_own(rig):
    client, window = start(rig)
    client.say("dialog")
    dialog = rig.wait_window("the dialog", lambda w: w.title == "dialog")
    for target, name in ((window, "window"), (dialog, "dialog"), (window, "window")):
        del client.lines[:]
        rig.say("focus", target.id, "in")
        wait(f"the keyboard in the {name}", lambda: ["enter", name] in client.lines)
        rig.say("focus", target.id, "out")


def children_come_and_go(rig):
    client, window = start(rig)
    client.say("child on")
    wait("the child", lambda: rig.shot(window, "child").pixel(20, 20) == RED)
    assert rig.shot(window, "child").pixel(60, 20) == BLUE
    client.say("child off")
    wait("no child", lambda: rig.shot(window, "none").pixel(20, 20) == BLUE)


def what_is_not_drawn_is_opaque(rig):
    client, window = start(rig)
    client.say("clear")
    wait("the background",
         lambda: rig.shot(window, "clear").pixel(20, 20) != BLUE)
    assert rig.shot(window, "clear").pixel(20, 20) > 0xE0E0E0


def wait_slow(counted):
    """Until a counter goes up about once a second, however late that begins;
    at the pace of a screen it would by sixty or, on a loaded machine, some."""
    def slow():
        before = counted()
        time.sleep(3)
        return 1 <= counted() - before <= 4
    wait("once a second", slow, 30)


def wait_fast(counted):
    """Until a counter goes up by more than it would at once a second."""
    before = counted()
    wait("many times a second", lambda: counted() - before > 30, 10)


def hidden_windows_draw_once_a_second(rig):
    rig.connect()
    rig.run(os.path.join(BUILD, "tests/bench/bench-client"), "full", "400",
            "300", "100000")
    window = rig.wait_dump(rig.wait_window("the window", lambda w: True))

    def damages():
        return rig.count(window)["damages"]
    wait_fast(damages)
    rig.say("flags", window.id, MINIMIZE, 0)
    wait_slow(damages)
    rig.say("flags", window.id, 0, MINIMIZE)
    wait_fast(damages)
    # and while there is no GUI side at all
    rig.disconnect()
    wait_slow(lambda: int(rig.stats()["frames"]))
    rig.connect()
    window = rig.wait_window("the window again", lambda w: True)
    wait_fast(damages)


def copies_full_frames_once(rig):
    """The counters that the bench relies on."""
    rig.connect()
    client = rig.run(os.path.join(BUILD, "tests/bench/bench-client"), "full",
                     "800", "600", "100")
    client.wait(20)
    stats = {name: int(value) for name, value in rig.stats().items()
             if value.isdigit()}
    assert stats["buffers"] == stats["dumps"] == 1, stats
    assert stats["passes"] == stats["frames"] + 1, stats
    assert stats["frames"] >= 100, stats
    # each frame is reported once, as a whole
    assert stats["damage"] <= stats["frames"] * 800 * 600, stats
    assert stats["damage"] >= 100 * 800 * 600, stats


def cuts_windows_beyond_the_limits(rig):
    rig.connect()
    Client(rig, 1, 17000, 20).wait_mapped()
    window = rig.wait_dump(rig.wait_window("the wide one",
                                           lambda w: w.width == 16384))
    assert rig.shot(window, "wide").pixel(16383, 10) == BLUE
    Client(rig, 1, 20, 7000).wait_mapped()
    rig.wait_dump(rig.wait_window("the high one", lambda w: w.height == 6144))


def a_thousand_windows_are_enough(rig):
    rig.connect()
    client = Client(rig, 1100, 20, 20)
    client.wait_mapped(60)
    wait("all windows", lambda: len(rig.windows) == 1024, 90)
    assert "too many windows" in open(rig.log.name).read()
    client.process.kill()
    client.process.wait()
    wait("no window", lambda: not rig.windows, 90)
    client, window = Client(rig), None
    rig.wait_dump(rig.wait_window("one more", lambda w: True))


def does_without_memory_when_there_is_none(rig):
    """More pixels than the arena has: some windows stay empty, none is lost,
    and they are drawn when there is room."""
    rig.connect()
    first = Client(rig, 60, 1900, 1500)     # 11 MB each, the arena has 512
    first.wait_mapped(60)
    wait("all windows", lambda: len(rig.windows) == 60, 30)
    wait("the arena is full",
         lambda: "arena is full" in open(rig.log.name).read(), 30)
    since = rig.mark()
    second = Client(rig, 1, 200, 100)
    second.wait_mapped()
    rig.wait_window("the small one", lambda w: w.width == 200)
    first.process.kill()
    first.process.wait()
    rig.wait_event("dump", 61, since=since)


if __name__ == "__main__":
    agent_rig.main([
        shows_exactly_its_pixels,
        is_tiled_only_once_it_has_a_size,
        titles_and_limits_reach_the_frame,
        resizes_by_its_own_wish,
        answers_a_configure_that_changes_nothing,
        a_client_that_does_not_answer_gets_time,
        asks_for_states,
        dialogs_have_a_focus_of_their_own,
        children_come_and_go,
        what_is_not_drawn_is_opaque,
        hidden_windows_draw_once_a_second,
        copies_full_frames_once,
        cuts_windows_beyond_the_limits,
        a_thousand_windows_are_enough,
        does_without_memory_when_there_is_none,
    ])
