#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Wayland applications in leadlight-agent."""

import agent_rig
from agent_rig import wait


def start_foot(rig, *args):
    rig.run("foot", "--config=/dev/null", "--font=monospace:size=9", *args,
            "sh")
    window = rig.wait_window("foot's window", lambda w: w.wmclass != "/")
    return rig.wait_dump(window)


def shows_foot_and_takes_keys(rig):
    rig.connect()
    foot = start_foot(rig)
    rig.say("focus", foot.id, "in")
    rig.type(foot, "echo Hi-There_1 > out\n")
    wait("typed text", lambda: rig.read("out") == "Hi-There_1\n")
    rig.shot(foot, "foot")


agent_rig.main([
    shows_foot_and_takes_keys,
])
