"""The background of all masks together, and what is said of it."""

import numpy as np
import pytest
from converted_coco import load
from disc_labels import SHAPE, binary, discs
from lab_masks import convert
from pycocotools import mask as mask_api

from mmcsam.converters.masks.background import Background
from mmcsam.converters.masks.background_check import check_backgrounds

GREY = np.random.default_rng(0).integers(0, 255, SHAPE, np.uint8)
LABELS = discs()
USUAL, OTHER = Background(0), Background(255, usual=False, seen="255 takes all", role="largest")
UNCLEAR = Background(0, clear=False, seen="it is 255 all over")


def areas(labels):
    return np.bincount(labels.ravel())[1:].tolist()


@pytest.mark.parametrize("value", [1, 255, 65_535])
@pytest.mark.parametrize("components", [False, True])
def test_labels_survive_another_background(lab, out, value, components):
    for name in "ab":
        labels = LABELS.astype(np.uint16) + 1
        labels[LABELS == 0] = value
        lab.pair(name, labels, GREY)
    report = convert(lab, out, components=components)
    assert [a["area"] for a in load(out)["annotations"]] == 2 * areas(LABELS)
    (note,) = [note for note in report.notes if "background" in note]
    assert note.startswith(f"the background is not 0 but {value}, in 2 masks (first: masks/a.png;")


def test_an_inverted_semantic_mask(lab, out):
    lab.pair("a", 255 - binary(LABELS), GREY)
    with pytest.raises(ValueError, match="(?s)look semantic.*note: the background is not 0 but 25"):
        convert(lab, out)
    convert(lab, out, components=True)
    masks = [mask_api.decode(a["segmentation"]) for a in load(out)["annotations"]]
    np.testing.assert_array_equal(sum(masks), LABELS > 0)
    assert len(masks) == LABELS.max()


def test_inverted_instance_files(lab, out):
    lab.write("s/images/s.png", GREY)
    for number in (1, 4, 5):
        lab.write(f"s/masks/{number}.png", np.where(LABELS == number, 0, 255).astype(np.uint8))
    report = convert(lab, out)
    assert [a["area"] for a in load(out)["annotations"]] == [
        areas(LABELS)[i - 1] for i in (1, 4, 5)
    ]
    assert any("not 0 but 255, in 3 masks" in note for note in report.notes)


@pytest.mark.parametrize(
    ("background", "mask"),
    [
        (7, np.where(LABELS, LABELS + 7, 7).astype(np.uint8)),
        ("largest", np.where(LABELS, LABELS, 200).astype(np.uint8)),
        ("commonest", np.where(LABELS, LABELS + 7, 7).astype(np.uint8)),
        (0xFFFFFF, np.where(LABELS[..., None], np.dstack([LABELS * 9, LABELS, LABELS]), 255)),
    ],
)
def test_a_given_background(lab, out, background, mask):
    lab.pair("a", mask.astype(np.uint8), GREY)
    report = convert(lab, out, background=background)
    assert sorted(a["area"] for a in load(out)["annotations"]) == sorted(areas(LABELS))
    assert not any("background" in note for note in report.notes)


def test_nothing_unusual():
    assert check_backgrounds([]) == []
    assert check_backgrounds([("a", USUAL), ("b", USUAL)]) == []


def test_two_backgrounds():
    with pytest.raises(ValueError) as error:
        check_backgrounds([("a", USUAL), ("b", OTHER), ("c", OTHER)])
    assert str(error.value) == (
        "masks have different backgrounds: 0 in a as in 1 files, but 255 in b as in 2 (255 takes "
        "all). Look at the masks, and give --background VALUE (a number, or R,G,B; or largest or "
        "commonest, of each mask), or convert them apart"
    )


@pytest.mark.parametrize("others", [[], [("b", OTHER)], [("b", Background(None, seen="x"))]])
def test_unclear(others):
    message = r"not clear which .* in 1 of . masks \(first: a; it is 255 all over\).*--background"
    with pytest.raises(ValueError, match=message):
        check_backgrounds([("a", UNCLEAR), *others])


def test_a_mask_without_background_among_others_of_an_unusual_one():
    """Cells may have cut the background into islands."""
    found = [("a", OTHER), ("b", Background(None, seen="7 takes 2%"))]
    with pytest.raises(ValueError, match=r"not clear .* in 1 of 2 masks \(first: b; 7 takes 2%\)"):
        check_backgrounds(found)


def test_others_make_it_clear():
    (note,) = check_backgrounds([("a", UNCLEAR), ("b", USUAL)])
    assert note.startswith("the background of 1 masks was taken as 0, as in 1 others")


def test_roles():
    """The highest number differs from mask to mask."""
    found = [(str(i), Background(i, False, True, "x", "largest")) for i in (7, 9)]
    (note,) = check_backgrounds(found)
    assert note.startswith("the background is not 0 but each mask's largest value, in 2 masks")
    found[0] = ("7", Background(7, False, True, "x", "commonest"))
    assert "each mask's own value" in check_backgrounds(found)[0]


def test_tissue():
    (note,) = check_backgrounds([("a", Background(None, seen="x")), ("b", USUAL)])
    assert note.startswith("1 label images have no background: each of their pixels is in a cell")
