"""Which names a page answers to."""

import ipaddress
import socket

_HERE = {"localhost", "127.0.0.1", "::1"}


class HostRules:
    """Tells whether a call's ``Host`` is one of this machine's.

    A name that somebody else owns can be made to lead here (DNS rebinding), and a page of that name
    could then read everything. Addresses cannot.

    Args:
        host: The address that the page listens on.

    Example:
        >>> rules = HostRules("127.0.0.1")
        >>> rules.allow("localhost:8765"), rules.allow("evil.example:8765")
        (True, False)
    """

    def __init__(self, host: str) -> None:
        self._local = is_local(host)
        self._names = set(_HERE)
        if not self._local:
            self._names |= {host.lower(), socket.gethostname().lower(), socket.getfqdn().lower()}

    def allow(self, header: str) -> bool:
        """Return whether a call with this ``Host`` header is meant for this page."""
        name = host_of(header)
        if name is None:
            return False
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not self._local


def is_local(host: str) -> bool:
    """Return whether only programs of this machine reach an address.

    Example:
        >>> is_local("127.0.0.1"), is_local("localhost"), is_local("0.0.0.0")
        (True, True, False)
    """
    if host.lower() in _HERE:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str | None:
    """Return the host of a ``Host`` header without its port; None if it is none.

    Example:
        >>> host_of("[::1]:80"), host_of("A.example:80"), host_of("a b")
        ('::1', 'a.example', None)
    """
    header = header.strip().lower()
    if header.startswith("["):
        name, bracket, rest = header[1:].partition("]")
        return name if bracket and (not rest or rest.startswith(":")) else None
    name, _, port = header.partition(":")
    if not name or (port and not port.isdecimal()) or any(mark in name for mark in " /\\@"):
        return None
    return name
