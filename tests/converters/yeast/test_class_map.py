"""Class numbers and the names they stand for."""

import pytest

from mmcsam.converters.yeast.class_map import ClassMap


def test_order_gives_the_ids():
    classes = ClassMap.parse(["cell=2,3", "trap=1"])
    assert classes.names == ("cell", "trap")
    assert classes.ids == {2: 1, 3: 1, 1: 2}
    assert str(classes) == "cell=2,3 trap=1"


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (["cell"], "'cell' is no class; expected trap=0 cell=1"),
        (["cell="], "is no class"),
        (["=1"], "is no class"),
        (["cell=1,x"], "is no class"),
        (["cell=1.5"], "is no class"),
        (["cell=1", "cell=2"], "class cell is given twice; expected .* cell=2,3"),
        (["trap=1", "cell=1"], "1 stands for one class only"),
        ([], "no class is given"),
    ],
)
def test_bad_entries(entries, message):
    with pytest.raises(ValueError, match=message):
        ClassMap.parse(entries)


@pytest.mark.parametrize(
    ("entries", "counts", "advice"),
    [
        (["trap=0", "cell=1"], {1: 4, 2: 3, 3: 1}, "older Cell-DETR .* --classes trap=1 cell=2,3"),
        (["trap=0", "cell=1"], {1: 4, 2: 3}, "older Cell-DETR data"),
        (["trap=1", "cell=2,3"], {0: 2, 1: 4}, "give --classes trap=0 cell=1"),
        (["trap=0", "cell=1"], {0: 2, 7: 4}, "Name each of them with --classes"),
    ],
)
def test_unknown_numbers(entries, counts, advice):
    found = ", ".join(f"{value} \\({count} times\\)" for value, count in counts.items())
    with pytest.raises(ValueError, match=f"values {found}; the classes are .*{advice}"):
        ClassMap.parse(entries).check(counts)


def test_all_found_is_silent():
    assert ClassMap.parse(["trap=0", "cell=1"]).check({0: 1, 1: 5}) == []


def test_only_ones_may_be_traps():
    (note,) = ClassMap.parse(["trap=0", "cell=1"]).check({1: 5})
    assert "but not 0" in note
    assert "in older Cell-DETR data 1 is a trap" in note
