#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Calls between real sandboxes, through the router, as policy has it."""

import os
import subprocess
import sys
import time

import calls
import testbed

POLICY = """
t.Echo  *  work  personal  allow
t.Exit  *  work  personal  allow
t.Who   *  work  personal  allow
t.None  *  work  personal  allow
t.Echo  *  work  vault     allow
t.Who   *  work  dom0      allow
t.Who   *  work  @default  allow target=dom0
t.Echo  *  work  asleep    allow autostart=no
qubes.Filecopy  *  work  @anyvm  ask
"""
ESCAPE, TAB, ENTER, RIGHT = 1, 15, 28, 106  # evdev
QUBES = {"work": {}, "personal": {}, "asleep": {"autostart": "no"},
         "later": {"autostart": "no"},
         "vault": {"autostart": "no"}}


def check(got, wanted):
    if got != wanted:
        raise AssertionError(f"{got!r}, not {wanted!r}")


def test_a_call_is_served():
    check(desktop.call("work", "personal", "t.Echo", "hello"), (0, "hello"))


def test_exit_codes():
    check(desktop.call("work", "personal", "t.Exit+42"), (42, ""))
    check(desktop.call("work", "personal", "t.None")[0], 127)


def test_refused_calls():
    for target, service in (("personal", "t.Other"), ("nosuch", "t.Echo"),
                            ("work", "t.Echo"), ("asleep", "t.Echo"),
                            ("@dispvm", "t.Echo")):
        check(desktop.call("work", target, service)[0], 126)
    check(desktop.call("personal", "work", "t.Echo")[0], 126)


def test_what_a_service_is_told():
    status, said = desktop.call("work", "personal", "t.Who+x")
    check(status, 0)
    lines = said.splitlines()
    for line in ("QREXEC_REMOTE_DOMAIN=work", "QREXEC_SERVICE_ARGUMENT=x",
                 "QREXEC_SERVICE_FULL_NAME=t.Who+x"):
        if line not in lines:
            raise AssertionError(f"no {line} in {lines}")


def test_much_data_both_ways():
    status, said = desktop.run_in(
        "work", "head -c 30000000 /dev/urandom > big; "
                "qrexec-client-vm personal t.Echo < big | cmp - big && echo same",
        120)
    check((status, said), (0, "same\n"))


def test_many_at_once():
    status, said = desktop.run_in(
        "work", "for i in $(seq 40); do ( echo $i | qrexec-client-vm personal "
                "t.Echo > many-$i ) & done; wait; cat $(seq -f many-%.0f 40)", 120)
    check((status, said.split()), (0, [str(i) for i in range(1, 41)]))
    desktop.wait_calls(0)


def test_a_stopped_qube_is_started():
    desktop.begin("work", "qrexec-client-vm vault t.Echo < /dev/null")
    desktop.furnish("vault")
    check(desktop.call("work", "vault", "t.Echo", "up"), (0, "up"))


def test_services_of_the_trusted_side():
    desktop.write_program(desktop.path("config/rpc/t.Who"), calls.WHO)
    status, said = desktop.call("work", "dom0", "t.Who")
    check(status, 0)
    if "QREXEC_REQUESTED_TARGET=dom0" not in said.splitlines():
        raise AssertionError(said)
    status, said = desktop.call("work", "@default", "t.Who")
    check(status, 0)
    if "QREXEC_REQUESTED_TARGET_KEYWORD=default" not in said.splitlines():
        raise AssertionError(said)


def test_calls_by_the_trusted_side():
    env = dict(os.environ, VCHAN_DOMAIN="0",
               VCHAN_SOCKET_DIR=desktop.runtime("calls"))
    done = subprocess.run(
        [os.path.join(testbed.BUILD, "qube/bin/qrexec-client-vm"),
         "--agent-socket=" + desktop.runtime("calls/agent.sock"),
         "personal", "t.Echo"], input="from above", env=env, timeout=60,
        capture_output=True, text=True, check=False)
    check((done.returncode, done.stdout), (0, "from above"))


def command(qube, text, *options, given=""):
    """The trusted side has a qube run this: exit status and output."""
    done = subprocess.run(
        [os.path.join(testbed.BUILD, "qube/qrexec/qrexec-client"),
         "--socket-dir=" + desktop.runtime("calls"), *options, "-d", qube, text],
        input=given, timeout=60, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_commands_of_the_trusted_side():
    check(command("personal", "DEFAULT:echo $(cat) below; exit 7", given="above"),
          (7, "above below\n"))
    check(command("personal", "user:QUBESRPC t.Echo dom0", "-p", "first, ",
                  given="then"), (0, "first, then"))
    check(command("personal", "DEFAULT:exit 7", "-E"), (0, ""))
    check(command("personal", "DEFAULT:cat; echo > at-once; sleep 600", "-e",
                  given="unread"), (0, ""))
    desktop.wait_file("personal", "at-once")
    kept = desktop.path("kept")
    check(command("personal", "DEFAULT:echo to you", "-l", f"cat > {kept}"),
          (0, ""))
    with open(kept, encoding="utf-8") as file:
        check(file.read(), "to you\n")
    check(command("nosuch", "DEFAULT:id")[0], 1)
    check(command("personal", "id")[0], 126)
    check(command("later", "DEFAULT:echo up"), (0, "up\n"))


def asking():
    return any(call[4] == "asking" for call in desktop.listed())


def press_until_answered(key):
    """An answer counts a second after the question could be read."""
    def answered():
        time.sleep(1.2)
        if asking():
            desktop.key(key)
        return not asking()
    testbed.wait("the answer", answered)


def test_a_file_goes_where_the_person_says():
    begun = desktop.begin("work", "echo words > letter; qvm-copy letter")
    testbed.wait("the question", asking)
    desktop.type("pers")
    press_until_answered(ENTER)
    check(desktop.end(begun)[0], 0)
    check(desktop.wait_file("personal", "letter"), "words\n")


def test_an_answer_is_remembered():
    """Until its file is removed: then the person is asked again."""
    begun = desktop.begin("work", "echo 1 > one; qvm-copy one")
    testbed.wait("the question", asking)
    desktop.type("pers")
    for key in (TAB, RIGHT):  # for ten minutes
        desktop.key(key)
    press_until_answered(ENTER)
    check(desktop.end(begun)[0], 0)
    check(desktop.run_in("work", "echo 2 > two; qvm-copy two")[0], 0)
    check(desktop.wait_file("personal", "two"), "2\n")
    folder = desktop.path("config/grants.d")
    check(len(os.listdir(folder)), 1)
    check("event=remember source=work service=qubes.Filecopy" in
          desktop.logged(), True)
    known = desktop.logged().count("the policy was read")
    tool = [desktop._tool("qrexec/tool/leadlight-policy"), "--grants", folder]
    listed = subprocess.run([*tool, "answers"], capture_output=True, text=True,
                            timeout=30, check=True).stdout.splitlines()
    check([line.split()[0:1] + line.split()[2:] for line in listed[1:]],
          [["1", "work", "qubes.Filecopy", "@default", "allow:personal"]])
    subprocess.run([*tool, "forget", "1"], timeout=30, check=True)
    check(os.listdir(folder), [])
    testbed.wait("the policy is read", lambda: desktop.logged().count(
        "the policy was read") > known)
    begun = desktop.begin("work", "echo 3 > three; qvm-copy three")
    testbed.wait("the question", asking)
    press_until_answered(ESCAPE)
    desktop.end(begun)
    check(desktop.read("personal", "three"), None)


def test_a_question_that_is_denied():
    begun = desktop.begin("work", "echo no > secret; qvm-copy secret")
    testbed.wait("the question", asking)
    press_until_answered(ESCAPE)
    if desktop.end(begun)[0] == 0:
        raise AssertionError("it went somewhere")
    check(desktop.read("personal", "secret"), None)


def test_the_policy_changes_while_it_is_used():
    for text, wanted in (("t.Echo * work personal deny\n", 126),
                         (POLICY, 0), ("what is this\n", 126), (POLICY, 0)):
        desktop.write_policy(text)
        testbed.wait(f"calls end with {wanted}", lambda: desktop.call(
            "work", "personal", "t.Echo")[0] == wanted)
    path = desktop.path("config/policy.d/30-test.policy")
    os.remove(path)
    testbed.wait("calls end with 126", lambda: desktop.call(
        "work", "personal", "t.Echo")[0] == 126)
    desktop.write_policy(POLICY)
    testbed.wait("calls work", lambda: desktop.call(
        "work", "personal", "t.Echo")[0] == 0)


def test_the_record_of_calls():
    desktop.call("work", "personal", "t.Exit+7")
    line = testbed.wait("the end is in the log", lambda: next(
        (line for line in desktop.logged().splitlines()
         if "event=end source=work" in line and "exit=7" in line), None))
    number = line.split("call=")[1].split()[0]
    begun = next(line for line in desktop.logged().splitlines()
                 if f"call={number} event=allow" in line)
    for word in ("source=work", "service=t.Exit+7", "target=personal"):
        if word not in begun.split():
            raise AssertionError(begun)


with calls.Calls(QUBES, POLICY) as desktop:
    sys.exit(testbed.run(
        test_a_call_is_served, test_exit_codes, test_refused_calls,
        test_what_a_service_is_told, test_much_data_both_ways,
        test_many_at_once, test_a_stopped_qube_is_started,
        test_services_of_the_trusted_side, test_calls_by_the_trusted_side,
        test_commands_of_the_trusted_side,
        test_a_file_goes_where_the_person_says, test_an_answer_is_remembered,
        test_a_question_that_is_denied,
        test_the_policy_changes_while_it_is_used, test_the_record_of_calls))
