"""How the script of the Max package has `polybuffer~` hold a bank: by its numbers, whatever comes, goes or can't be read."""

from __future__ import annotations

import pytest
from max_script import bank_sound, greeted, heard_by

from fsbridge.osc import wire
from fsbridge.osc.encoding import message

pytestmark = pytest.mark.host("node")


def orders(script):
    """Give what polybuffer~ was told to do; a script that waits for it asks it again and again."""
    return [said[1:] for said in script.lists("load") if said[1] != "getcount"]


def test_a_bank_is_loaded_one_file_after_the_other(daemon, max_script):
    script = max_script(daemon.port)
    script.send("follow", "weather")
    assert script.wait_for_list("load") == ["load", "weather", "clear"]
    script.send("bank", "weather", "rain", "@count", 4, "@req", 7)
    script.wait_for_list("done", "bank", 7, 4, 0)
    sounds = script.lists("bank")
    assert [said[:2] for said in sounds] == [[7, number] for number in range(4)]
    for number, sound in enumerate(sounds):
        assert orders(script) == [["clear"], *(["append", sound[3]] for sound in sounds[: number + 1])]
        assert not [said for said in script.lists("ready") if said[1] == number]
        script.send("holds", "weather", number)  # before it is read
        script.send("holds", "weather", number + 1)
        assert script.wait_for_list("ready") == ["ready", "weather", *sound[1:]]
        if number < 3:
            script.wait_for_list("load", "weather", "append")
    script.send("bank", "weather", "@req", 8)
    script.wait_for_list("done", "bank", 8, 4, 0)
    assert len(orders(script)) == 5
    script.send("banks")
    script.wait_for_list("done", "banks")
    assert ["weather", 4] in [said[1:3] for said in script.lists("banks")]


def test_a_bank_that_another_fills_grows(daemon, max_script):
    one, other = max_script(daemon.port), max_script(daemon.port)
    other.send("follow", "ours")
    other.send("ping")
    other.wait_for_list("done", "ping")
    one.send("bank", "ours", "rain", "@count", 2)
    one.wait_for_list("done", "bank")
    for number, sound in enumerate(one.lists("bank")):
        assert other.wait_for_list("load", "ours", "append")[3] == sound[3]
        other.send("holds", "ours", number + 1)
        assert other.wait_for_list("ready") == ["ready", "ours", number, *sound[2:]]


def test_what_comes_early_is_loaded_in_its_turn_and_what_is_gone_leaves_its_place(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False)
    sender = greeted(fake, script)
    script.send("follow", 808)
    script.send("bank", 808, "@req", 7)
    heard_by(fake, "/fs/bank")
    fake.sendto(message("/fs/event/bank", "808", *bank_sound(5)), sender)  # those before it were not told yet
    for number in (0, 3, 1):
        fake.sendto(message("/fs/bank/sound", 7, *bank_sound(number)), sender)
    for number in (0, 1):
        assert script.wait_for_list("load", 808, "append")[3] == f"/{number}.wav"
        script.send("holds", 808, number + 1)
    script.wait_for_list("ready", 808, 1)
    fake.sendto(message("/fs/bank/done", 7, 3, 0, "808", "/banks/808"), sender)
    script.wait_for_list("load", 808, "appendempty")
    assert script.wait_for_list("load", 808, "append")[3] == "/3.wav"
    script.send("holds", 808, 4)
    script.wait_for_list("ready", 808, 3)


@pytest.fixture
def weather(fake, max_script):
    """Follow a bank of two sounds; gives the script, and where it sends from."""

    def follow(haste=1):
        script = max_script(fake.getsockname()[1], found=False, haste=haste)
        sender = greeted(fake, script)
        script.send("follow", "weather")
        script.send("bank", "weather", "@req", 7)
        heard_by(fake, "/fs/bank")
        for number in (0, 1):
            fake.sendto(message("/fs/bank/sound", 7, *bank_sound(number)), sender)
        script.wait_for_list("load", "weather", "append", "/0.wav")
        return script, sender

    return follow


def test_a_file_that_max_never_reads_holds_no_other_up_and_leaves_its_place(weather):
    script, _ = weather(haste=100)
    script.wait_for_list("load", "weather", "append", "/1.wav")
    assert orders(script) == [["clear"], ["append", "/0.wav"], ["appendempty", 1, 1], ["append", "/1.wav"]]
    assert any("/0.wav" in text for _, text in script.posted)
    assert not script.lists("ready")


def test_a_max_that_does_not_bang_is_asked(weather):
    script, _ = weather()
    for number in (0, 1):
        script.wait_for_list("load", "weather", "getcount")
        script.send("holds", "weather", number + 1)
        script.wait_for_list("ready", "weather", number)
    assert not script.posted


def test_another_file_under_a_number_takes_the_place_of_the_first(fake, weather):
    script, sender = weather()
    script.send("holds", "weather", 1)
    script.wait_for_list("ready", "weather", 0)
    for facts in bank_sound(0), (*bank_sound(0)[:3], 18, *bank_sound(0)[4:]):  # what it has, and its original
        fake.sendto(message("/fs/event/bank", "weather", *facts), sender)
    assert script.wait_for_list("load", "weather", "send")[3:] == [1, "replace", "/0.wav"]
    assert script.wait_for_list("ready", "weather", 0)[4:6] == ["/0.wav", 18]
    assert [order[0] for order in orders(script)].count("send") == 1


def test_a_file_that_changes_while_max_reads_it_is_read_again(fake, weather):
    script, sender = weather()
    fake.sendto(message("/fs/event/bank", "weather", *bank_sound(0)[:3], 18, *bank_sound(0)[4:]), sender)
    script.wait_for_list("event", "bank", "weather", 0)
    script.send("holds", "weather", 1)
    assert script.wait_for_list("ready", "weather", 0)[5] == 9
    assert script.wait_for_list("load", "weather", "send")[3:] == [1, "replace", "/0.wav"]
    assert script.wait_for_list("ready", "weather", 0)[5] == 18
    script.wait_for_list("load", "weather", "append", "/1.wav")


def test_what_came_before_one_heard_of_is_asked_for(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False)
    sender = greeted(fake, script)
    script.send("follow", "weather")
    script.send("ping", "@req", 1)
    heard_by(fake, "/fs/ping")
    for number in (5, 6):
        fake.sendto(message("/fs/event/bank", "weather", *bank_sound(number)), sender)
    assert heard_by(fake, "/fs/bank")[0][0] == "weather"
    fake.sendto(message("/fs/ping/done", 1, "0.1.0", 1, 99, "ready"), sender)
    script.wait_for_list("event", "bank", "weather", 6)
    script.send("ping", "@req", 2)
    datagram, _ = fake.recvfrom(65_536)
    assert next(wire.read(datagram)).address in {"/fs/ping", "/fs/hello"}  # and not again
