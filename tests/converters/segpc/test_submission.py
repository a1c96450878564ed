"""Lines of a submission to the challenge."""

import numpy as np

from mmcsam.converters.segpc.submission import submission_line


def empty():
    return np.zeros((1080, 1440), np.uint8)


def test_pixels_are_row_and_column():
    mask = empty()
    mask[3, 1439] = mask[4, 0] = 40
    mask[1079, 5:7] = 20
    assert submission_line("106", [mask]) == "106\t3,1439;4,0 1079,5;1079,6"


def test_an_empty_part_keeps_the_space():
    nucleus, cytoplasm = empty(), empty()
    nucleus[0, 0], cytoplasm[0, 0] = 40, 20
    masks = [nucleus, cytoplasm, empty()]
    assert submission_line("21", masks) == "21\t0,0 \t 0,0\t "


def test_no_cells():
    assert submission_line("21", []) == "21"


def test_masks_of_twice_the_size_lose_every_other_pixel():
    """The nearest neighbour is the first of two pixels."""
    mask = np.zeros((2160, 2880), np.uint8)
    mask[10, 20] = 40  # becomes row 5, column 10
    mask[11, 40] = mask[12, 41] = 40  # between the pixels that are kept
    mask[14:16, 30:32] = 20
    assert submission_line("1", [mask]) == "1\t5,10 7,15"


def test_small_masks_grow():
    """A mask of 2x3 pixels becomes one of 1440x1080, with 720x360 pixels each."""
    mask = np.zeros((3, 2), np.uint8)
    mask[1, 0] = 20
    name, cell = submission_line("1", [mask]).split("\t")
    nucleus, cytoplasm = cell.split(" ")
    pixels = cytoplasm.split(";")
    assert (name, nucleus, len(pixels)) == ("1", "", 720 * 360)
    assert (pixels[0], pixels[719], pixels[-1]) == ("360,0", "360,719", "719,719")
