"""What several ask for at once is made once."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock


@dataclass(eq=False)
class _Flight:
    """A thing that is made now, and how many want it."""

    lock: Lock = field(default_factory=Lock)
    users: int = 0


class SingleFlight:
    """Lets one thread make a thing while others that want the same one wait."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._flights: dict[Hashable, _Flight] = {}

    @contextmanager
    def alone(self, key: Hashable) -> Iterator[None]:
        """Keep others that give the same key out; who comes later should look whether it is there.

        Args:
            key: Of what is made.
        """
        with self._lock:
            flight = self._flights.setdefault(key, _Flight())
            flight.users += 1
        try:
            with flight.lock:
                yield
        finally:
            with self._lock:
                flight.users -= 1
                if not flight.users:
                    del self._flights[key]
