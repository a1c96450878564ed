"""The order that people expect of numbered file names."""

import re


def natural_key(name: str) -> list[str | int]:
    """Return a key that sorts by numbers in a name: 2 before 12.

    Example:
        >>> sorted(["12.png", "2.png"], key=natural_key)
        ['2.png', '12.png']
    """
    return [int(part) if i % 2 else part for i, part in enumerate(re.split(r"(\d+)", name))]
