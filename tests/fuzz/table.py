"""The figures of a run."""

from collections.abc import Mapping

from .campaign import Tally


def table(tallies: Mapping[str, Tally]) -> str:
    """Return a table in Markdown: a row a reader, and their sum."""
    rows = [
        "| reader | tried | read | of these confirmed | refused | wrong |",
        "|---|" + "---:|" * 5,
    ]
    sums = [0] * 5
    for name, tally in tallies.items():
        confirmed = tally.counts.get("confirmed", 0)
        read = tally.counts.get("read", 0) + confirmed
        numbers = [tally.tried, read, confirmed, tally.counts.get("refused", 0), len(tally.wrong)]
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
        rows.append(f"| {name} | " + " | ".join(f"{n:,}" for n in numbers) + " |")
    rows.append("| all | " + " | ".join(f"{n:,}" for n in sums) + " |")
    return "\n".join(rows)
