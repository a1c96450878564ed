"""Label images with more cells than numbers."""

import numpy as np
import pytest
from converted_coco import found, load
from lab_masks import convert

from mmcsam.converters.masks.wrapped_labels import check_wrapped
from mmcsam.jobs.problem import UnusableFileError


def grid(cells, dtype=np.uint16, side=2):
    """Number squares from 1, with gaps."""
    columns = 40
    labels = np.zeros((-(-cells // columns) * (side + 1) + 1, columns * (side + 1) + 1), np.int64)
    for i in range(cells):
        row, column = (1 + index * (side + 1) for index in divmod(i, columns))
        labels[row : row + side, column : column + side] = i + 1
    return labels if dtype is None else labels.astype(dtype)


def image_of(labels):
    return np.zeros((*labels.shape, 3), np.uint8)


@pytest.mark.parametrize(
    "labels",
    [
        grid(300, np.uint8),  # numbers begin anew
        grid(700, np.uint8),
        grid(300, None).clip(0, 255).astype(np.uint8),  # the last number is for the rest
        grid(300, np.uint8).astype(np.uint16),  # cut before it was saved
    ],
)
def test_labels_that_end_at_255(lab, out, labels):
    lab.pair("a", labels, image_of(labels))
    lab.pair("b", grid(9), image_of(grid(9)))
    report = convert(lab, out)
    ((file, text),) = found(report)
    assert file == "masks/a.png"
    assert text.startswith("it has all numbers up to 255, and")
    assert report.problems[0].cure == "Export the label image again with 16 bits"
    assert [image["file_name"] for image in load(out)["images"]] == ["images/b.png"]


def test_components_do_not_bring_lost_cells_back(lab, out):
    lab.pair("a", grid(300, np.uint8), image_of(grid(300)))
    with pytest.raises(ValueError, match="the numbers ended before the cells"):
        convert(lab, out, components=True)


@pytest.mark.parametrize(
    "labels", [grid(255, np.uint8), grid(254, np.uint8), grid(300), grid(2000)]
)
def test_labels_that_do_not_end(lab, out, labels):
    lab.pair("a", labels, image_of(labels))
    assert len(load_after(lab, out)) == labels.max()


def load_after(lab, out):
    assert convert(lab, out).problems == []
    return load(out)["annotations"]


def test_a_split_cell_among_few_is_no_end():
    check_wrapped("a", range(1, 200), [3], True)
    check_wrapped("a", [1, 2, 255], [1, 255], True)
    check_wrapped("a", range(1, 256), [], True)
    check_wrapped("a", range(1, 256), [100], True)
    check_wrapped("a", range(1, 256), [1], False)
    check_wrapped("a", [], [], True)


def test_65535():
    check_wrapped("a", range(1, 65_536), [500], True)
    for apart in (range(1, 900), [65_535]):
        with pytest.raises(
            UnusableFileError, match="a: it has all numbers up to 65535, and .*32 b"
        ):
            check_wrapped("a", range(1, 65_536), apart, True)
