"""Which class a number in the yeast data set stands for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_EXAMPLE = "trap=0 cell=1, or trap=1 cell=2,3"


@dataclass(frozen=True)
class ClassMap:
    """Class names, and the numbers that stand for each.

    Attributes:
        names: In the order of the category ids, which count from 1.
        ids: Category id by number.
    """

    names: tuple[str, ...]
    ids: Mapping[int, int]

    @classmethod
    def parse(cls, entries: Sequence[str]) -> "ClassMap":
        """Read entries like ``cell=1``; several numbers are given as ``cell=2,3``.

        Raises:
            ValueError: If an entry has another form, or a name or a number occurs twice.

        Example:
            >>> ClassMap.parse(["trap=1", "cell=2,3"])
            ClassMap(names=('trap', 'cell'), ids={1: 1, 2: 2, 3: 2})
        """
        names, ids = [], {}
        for entry in entries:
            name, _, text = entry.partition("=")
            try:
                values = [int(value) for value in text.split(",")]
            except ValueError:
                values = []
            if not name or not values:
                raise ValueError(f"{entry!r} is no class; expected {_EXAMPLE}")
            if name in names:
                raise ValueError(f"class {name} is given twice; expected {_EXAMPLE}")
            names.append(name)
            for value in values:
                if value in ids:
                    raise ValueError(f"{value} stands for one class only; it is given twice")
                ids[value] = len(names)
        if not names:
            raise ValueError(f"no class is given; expected {_EXAMPLE}")
        return cls(tuple(names), ids)

    def __str__(self) -> str:
        return " ".join(
            name + "=" + ",".join(str(value) for value, i in self.ids.items() if i == number)
            for number, name in enumerate(self.names, start=1)
        )

    def check(self, counts: Mapping[int, int]) -> list[str]:
        """Compare the map with the numbers in a data set.

        Args:
            counts: How often each number occurs.

        Returns:
            list: Notes on what is suspicious.

        Raises:
            ValueError: If a number has no class.
        """
        found = ", ".join(f"{value} ({count} times)" for value, count in sorted(counts.items()))
        if not counts.keys() <= self.ids.keys():
            raise ValueError(
                f"the class files hold the values {found}; the classes are {self}. "
                f"{_advice(counts.keys())}"
            )
        absent = sorted(self.ids.keys() - counts.keys())
        if not absent or not counts:
            return []
        note = (
            f"the class files hold the values {found}, but not {', '.join(map(str, absent))}, "
            f"for the classes {self}"
        )
        if set(counts) == {1} and self.ids.keys() == {0, 1}:
            note += "; in older Cell-DETR data 1 is a trap: look at the images"
        return [note]


def _advice(found: Iterable[int]) -> str:
    found = set(found)
    if found <= {0, 1}:
        return "0 is a trap and 1 a cell in the released data: give --classes trap=0 cell=1"
    if found <= {1, 2, 3}:
        return (
            "This looks like older Cell-DETR data, where 1 is a trap, 2 the cell of interest and "
            "3 another cell: give --classes trap=1 cell=2,3"
        )
    return f"Name each of them with --classes, such as {_EXAMPLE}"
