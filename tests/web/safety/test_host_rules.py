import socket

import pytest

from mmcsam.web.safety.host_rules import HostRules, host_of, is_local


@pytest.mark.parametrize("header", ["localhost", "LOCALHOST:1", "127.0.0.1:8765", "[::1]:8765"])
def test_this_machine(header):
    assert HostRules("127.0.0.1").allow(header)


@pytest.mark.parametrize(
    "header",
    ["evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.evil.example"]
    + ["192.168.1.5:8765", "", "localhost:80@evil.example", "[::1", "a b", "localhost:x"],
)
def test_names_that_somebody_else_owns(header):
    assert not HostRules("127.0.0.1").allow(header)


def test_open_to_a_network():
    rules = HostRules("0.0.0.0")
    assert rules.allow("192.168.1.5:8765") and rules.allow(socket.gethostname())
    assert not rules.allow("evil.example:8765")
    assert HostRules("lab.example").allow("lab.example:1")


def test_what_is_local():
    assert is_local("127.0.0.2") and is_local("::1") and not is_local("192.168.1.5")
    assert not is_local("lab.example") and host_of("[::1]x") is None
