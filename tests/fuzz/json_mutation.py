"""Change the content of a JSON file: other types, other keys, other nesting."""

import copy
import json
from random import Random
from typing import Any

from .byte_mutation import mutate_bytes

_ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 1.0, 1.5, -0.0, 0.1, 1e308, float("inf"), float("nan")),
    *(10**30, -(10**30), 2**31, 2**32, 2**63, 10**400),
    *("", "0", "1", "7", "cell", "nan", "1e5", "../../../escaped", "/etc/passwd", "a/../../b"),
    *("C:\\data\\a.png", "a%20b&amp;.png", "\ud800", "\0", "x" * 300, "\u202e", "é", "\n"),
    *([], {}, [[]], [[[]]], [None], [1], [1, 2], {"a": 1}, {"size": [1, 1], "counts": "1"}),
    *([[0, 0, 5, 0, 5, 5]], [0, 0, 5, 0, 5, 5], [[0, 0], [5, 0], [5, 5]], [[1e9, 0, 5, 0, 5, 5]]),
)


def mutate_json(rng: Random, content: Any, times: int | None = None) -> Any:
    """Return a copy with one change or a few."""
    content = copy.deepcopy(content)
    for _ in range(times or 1 + min(5, int(rng.expovariate(0.8)))):
        holder, key = _node(rng, content)
        if holder is None:
            return copy.deepcopy(rng.choice(_ODD))
        _change(rng, holder, key)
    return content


def json_bytes(rng: Random, content: Any) -> bytes:
    """Return it as a file's bytes, at times in another encoding or damaged."""
    try:
        text = json.dumps(content, ensure_ascii=rng.random() < 0.8)
    except (ValueError, RecursionError):
        text = "[" * 100
    kind = rng.random()
    if kind < 0.85:
        return text.encode("utf-8", "surrogatepass")
    if kind < 0.9:
        return text.encode(rng.choice(("utf-8-sig", "utf-16", "utf-32")), "surrogatepass")
    if kind < 0.92:
        depth = rng.choice((100, 2000, 100_000))
        return ("[" * depth + "]" * depth).encode()
    return mutate_bytes(rng, text.encode("utf-8", "surrogatepass"))


def _node(rng: Random, content: Any) -> tuple[Any, Any]:
    """Choose a place: the list or object that holds it, and its key."""
    holder, key, here = None, None, content
    while isinstance(here, dict | list) and here and (holder is None or rng.random() < 0.8):
        key = rng.choice(list(here)) if isinstance(here, dict) else rng.randrange(len(here))
        holder, here = here, here[key]
    return holder, key


def _change(rng: Random, holder: Any, key: Any) -> None:
    kind = rng.randrange(7)
    if kind <= 2:
        holder[key] = copy.deepcopy(rng.choice(_ODD))
    elif kind == 3:
        del holder[key]
    elif kind == 4:
        holder[key] = _as_other_type(rng, holder[key])
    elif isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[rng.randrange(len(holder))]))
    else:
        value = holder.pop(key)
        holder[rng.choice((str(key).upper(), f"{key}s", *map(str, holder), "id"))] = value


def _as_other_type(rng: Random, value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return rng.choice((0, 1, "0", "1", [value]))
    if isinstance(value, int | float):
        return rng.choice(
            (str(value), float(value) if abs(value) < 1e300 else 0, value + 1, -value, [value])
        )
    if isinstance(value, str):
        text = list(value)
        if text:
            text[rng.randrange(len(text))] = rng.choice("0aZo~/\\\0é")
        return rng.choice(("".join(text), value.upper(), value[::-1], [value], value[:-1]))
    if isinstance(value, list):
        return rng.choice(
            (value[::-1], value[:-1], value * 2, {str(i): v for i, v in enumerate(value)}, [value])
        )
    return rng.choice((list(value.values()), [value], str(value)))
