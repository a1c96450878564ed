"""Tiles give the untiled cells: each once, whole, whatever the tile's size and the order.

The model is exact: of drawn discs it sees those in a window, cut at the window's edge.
"""

from collections import Counter
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmcsam.inference import merging
from mmcsam.inference.merging import TileInstance, centred_window, merge_tiles, touches_inner_edge
from mmcsam.inference.tiling import Box, Tile, plan_tiles
from mmcsam.structures import InstanceMask, shared_pixels

SIZE = (1300, 1100)
# Largest disc drawn: 2 x 26 pixels, less than each context.
PLANS = [(192, 64), (256, 64), (320, 128), (512, 192), (768, 320), (2048, 320)]
TWO = [
    Tile(Box(0, 0, 100, 90), Box(0, 0, 140, 90)),
    Tile(Box(100, 0, 200, 90), Box(60, 0, 200, 90)),
]


def disc(x, y, radius, size=SIZE):
    """Return a disc around (x, y), cut at the image's edges."""
    left, top = max(int(x - radius), 0), max(int(y - radius), 0)
    right, bottom = (min(int(at + radius) + 2, end) for at, end in zip((x, y), size, strict=True))
    rows, columns = np.mgrid[top:bottom, left:right]
    crop = (columns + 0.5 - x) ** 2 + (rows + 0.5 - y) ** 2 < radius**2
    return InstanceMask.cut(crop, left, top, size)


def draw_discs(number, seed):
    """Discs that do not overlap, many of them touching."""
    rng = np.random.default_rng(seed)
    discs = np.zeros((0, 3))
    while len(discs) < number:
        x, y, radius = rng.uniform(0, SIZE[0]), rng.uniform(0, SIZE[1]), rng.uniform(10, 26)
        gap = np.hypot(discs[:, 0] - x, discs[:, 1] - y) - discs[:, 2] - radius
        if (gap >= 0).all():
            # Nearer to its neighbour, as cells in clumps are.
            discs = np.append(discs, [[x, y, min(radius + gap.min(initial=9), 26)]], axis=0)
    return [disc(*one) for one in discs]


def place(mask, tile, score=0.5, label=0, scale=1):
    """Return an instance of a tile; the file has ``scale`` times the network's pixels."""
    left, top, width, height = mask.bbox
    centre = (left + width / 2) / scale, (top + height / 2) / scale
    return TileInstance(tile, mask, score, label, centre)


def predict(masks, window, tile, rng=None, scale=1):
    """Yield what the model sees in a window; a mask's number is in its score."""
    left, top, right, bottom = (scale * edge for edge in window)
    for number, mask in enumerate(masks):
        # With rng, each tile sees an object up to 2 pixels off.
        x, y = (mask.left, mask.top) + (rng.integers(-2, 3, 2) if rng else np.zeros(2, int))
        a, b = max(left - x, 0), max(top - y, 0)
        part = mask.crop[b : max(bottom - y, 0), a : max(right - x, 0)]
        if part.any():
            part = InstanceMask.cut(part, int(x + a), int(y + b), mask.image_size)
            yield place(part, tile, 1 - number / 4096, scale=scale)


def predict_tiles(masks, tiles, rng=None, scale=1):
    return [
        instance
        for index, tile in enumerate(tiles)
        for instance in predict(masks, tile.window, index, rng, scale)
    ]


def numbers(instances):
    return [round((1 - instance.score) * 4096) for instance in instances]


def contents(instances):
    """What can be compared; of which tile an instance is does not matter."""
    return [(one.score, one.label, one.mask.bbox, one.mask.crop.tobytes()) for one in instances]


@pytest.mark.parametrize(("tile", "context"), PLANS)
def test_exactly_the_untiled_cells(tile, context):
    masks = draw_discs(250, seed=tile)
    tiles = plan_tiles(*SIZE, tile, context)
    found = predict_tiles(masks, tiles)
    untiled = [place(mask, 0, 1 - number / 4096) for number, mask in enumerate(masks)]
    for seed in range(3):
        np.random.default_rng(seed).shuffle(found)
        assert contents(merge_tiles(found, tiles, SIZE)) == contents(untiled)


def test_the_file_may_have_other_pixels_than_the_network():
    """Two of the file's to one of the network's, as with an image of twice the resolution."""
    masks = draw_discs(250, seed=1)
    size = (SIZE[0] // 2, SIZE[1] // 2)
    tiles = plan_tiles(*size, 256, 64)
    assert len(tiles) == 5 * 4
    kept = merge_tiles(predict_tiles(masks, tiles, scale=2), tiles, size)
    assert contents(kept) == contents(place(mask, 0, 1 - i / 4096) for i, mask in enumerate(masks))


@pytest.mark.parametrize("seed", range(2))
def test_masks_that_differ_from_tile_to_tile(seed):
    masks = draw_discs(500, seed)
    tiles = plan_tiles(*SIZE, 256, 64)
    found = predict_tiles(masks, tiles, np.random.default_rng(seed))
    kept = merge_tiles(found, tiles, SIZE)
    assert numbers(kept) == list(range(500))
    for one, mask in zip(kept, masks, strict=True):
        left, top, width, height = mask.bbox
        if min(left, top, SIZE[0] - left - width, SIZE[1] - top - height) >= 2:
            assert np.array_equal(one.mask.crop, mask.crop)  # uncut
            assert abs(np.subtract(one.mask.bbox, mask.bbox)).max() <= 2
    # What the margin and the comparison are for.
    times = Counter(numbers(merge_tiles(found, tiles, SIZE, margin=0, iou_threshold=0.99)))
    assert len(times) < 500 and max(times.values()) > 1


@pytest.mark.parametrize(("x", "y"), [(0, 0), (0.5, 0.5), (-3, 2), (7, 7), (-8, 8), (20, -1)])
def test_once_where_four_tiles_meet(x, y):
    tiles = plan_tiles(600, 600, 512, 128)
    assert [tuple(tile.core[2:]) for tile in tiles][0] == (320, 320)
    masks = [disc(320 + x, 320 + y, 30, (600, 600))]
    found = predict_tiles(masks, tiles)
    assert len(found) == 4
    for order in permutations(found):
        kept = merge_tiles(order, tiles, (600, 600))
        assert len(kept) == 1
        assert kept[0].tile == 2 * (y > 0) + (x > 0)


@pytest.mark.parametrize("x", [100, 92, 95.5, 108, 85, 115])
def test_touching_cells_stay_two(x):
    masks = [disc(x - 12, 40, 12, (200, 90)), disc(x + 12, 40, 12, (200, 90))]
    kept = merge_tiles(predict_tiles(masks, TWO), TWO, (200, 90))
    assert numbers(kept) == [0, 1]


def iou(first, second):
    masks = np.zeros((2, *first.image_size[::-1]), bool)
    for canvas, mask in zip(masks, (first, second), strict=True):
        left, top, width, height = mask.bbox
        canvas[top : top + height, left : left + width] = mask.crop
    return (masks[0] & masks[1]).sum() / (masks[0] | masks[1]).sum()


@pytest.mark.parametrize("x", [40, 89, 93, 97, 100, 104, 110])
def test_overlapping_cells_of_one_tile_stay(x):
    """On a border too, where both tiles see both."""
    masks = [disc(x - 4, 40, 12, (200, 90)), disc(x + 4, 40, 12, (200, 90))]
    assert iou(*masks) > 0.4
    kept = merge_tiles(predict_tiles(masks, TWO), TWO, (200, 90))
    assert numbers(kept) == [0, 1]


def in_tiles(*entries, size=(200, 90)):
    """Instances from (tile, x, radius, score) or (..., label)."""
    return [
        place(disc(x, 40, radius, size), tile, score, *label)
        for tile, x, radius, score, *label in entries
    ]


def survivors(entries, tiles=TWO, size=(200, 90), **options):
    """Return the positions in the input of those kept, the same whatever the order."""
    instances = in_tiles(*entries, size=size)
    kept = {
        tuple(map(instances.index, merge_tiles(order, tiles, size, **options)))
        for order in permutations(instances)
    }
    assert len(kept) == 1
    return kept.pop()


def test_the_deepest_stays():
    assert survivors([(0, 97, 12, 0.1), (1, 102, 12, 0.9)]) == (0,)
    assert survivors([(0, 99, 12, 0.9), (1, 102, 12, 0.1)]) == (1,)


def test_of_equal_depth_the_score_decides_then_the_tile():
    assert survivors([(0, 98, 12, 0.4), (1, 102, 12, 0.5)]) == (1,)
    assert survivors([(0, 98, 12, 0.5), (1, 102, 12, 0.5)]) == (0,)


def test_a_chain():
    """The middle one goes for the first and can do nothing to the last."""
    tiles = [Tile(Box(x, 0, x + 20, 90), Box(0, 0, 200, 90)) for x in (60, 80, 100)]
    chain = [(0, 70, 20, 0.1), (1, 87, 20, 0.8), (2, 104, 20, 0.9)]  # 10, 7 and 4 deep
    masks = [instance.mask for instance in in_tiles(*chain)]
    assert iou(*masks[:2]) > 0.3 < iou(*masks[1:]) and iou(masks[0], masks[2]) < 0.1
    assert survivors(chain, tiles) == (2, 0)
    assert survivors(chain[1:], tiles) == (0,)


def test_classes_do_not_meet():
    assert survivors([(0, 98, 12, 0.4, 1), (1, 102, 12, 0.5, 0)]) == (1, 0)


def test_little_overlap_is_none():
    entries = [(0, 95, 12, 0.4), (1, 108, 12, 0.5)]
    assert 0.2 < iou(*(one.mask for one in in_tiles(*entries))) < 0.3
    assert survivors(entries) == (1, 0)
    assert survivors(entries, iou_threshold=0.2) == (1,)


def test_the_margin():
    assert survivors([(0, 107, 9, 0.5)]) == (0,)
    assert survivors([(0, 108, 9, 0.5)]) == ()  # half-open
    assert survivors([(1, 92, 9, 0.5)]) == (0,)
    assert survivors([(1, 91, 9, 0.5)]) == ()
    assert survivors([(0, 100, 9, 0.5), (1, 100, 9, 0.5)], margin=0) == (1,)


def test_the_order_of_what_stays():
    cells = [(0, 20, 5, 0.3), (0, 50, 5, 0.9), (0, 70, 5, 0.9), (0, 80, 5, 0.9)]
    higher = place(disc(90, 20, 5, (200, 90)), 0, 0.9)
    assert merge_tiles([], TWO, (200, 90)) == []
    kept = merge_tiles([*in_tiles(*cells), higher], TWO, (200, 90))
    assert [one.mask.left for one in kept] == [85, 45, 65, 75, 15]


def test_values_above_0_are_the_object():
    """Whatever the crop's type: 2 & 1 would share nothing."""
    first, second = in_tiles((0, 98, 12, 0.4), (1, 101, 12, 0.5))
    first = replace(first, mask=replace(first.mask, crop=first.mask.crop * np.uint8(2)))
    second = replace(second, mask=replace(second.mask, crop=second.mask.crop * 255.0))
    assert merge_tiles([first, second], TWO, (200, 90)) == [first]


def test_masks_are_compared_where_boxes_may_meet(monkeypatch):
    """Of the 100,000 pairs of 500 cells only neighbours of different tiles."""
    calls = []
    monkeypatch.setattr(
        merging, "shared_pixels", lambda *pair: calls.append(pair) or shared_pixels(*pair)
    )
    tiles = plan_tiles(*SIZE, 256, 64)
    masks = draw_discs(500, seed=3)
    assert len(merge_tiles(predict_tiles(masks, tiles), tiles, SIZE)) == 500
    assert 0 < len(calls) < 1500


@pytest.mark.parametrize("tile", [-1, 2])
def test_a_tile_that_is_not_there(tile):
    with pytest.raises(ValueError, match=f"an instance is of tile {tile}, expected 0 to 1"):
        merge_tiles(in_tiles((tile, 50, 9, 0.5)), TWO, (200, 90))


def test_masks_of_several_images():
    instances = [place(disc(50, 40, 9, size), 0) for size in ((200, 90), (201, 90))]
    with pytest.raises(ValueError, match=r"\(200, 90\), \(201, 90\).* expected one image"):
        merge_tiles(instances, TWO, (200, 90))


WINDOW = Box(256, 0, 1280, 1024)  # of an image of 2000 x 1024


@pytest.mark.parametrize(
    ("box", "touches"),
    [
        (Box(300, 300, 340, 340), False),
        (Box(256, 300, 290, 340), True),
        (Box(257, 300, 290, 340), False),
        (Box(1250, 300, 1280, 340), True),
        (Box(1250, 300, 1279, 340), False),
        (Box(300, 0, 340, 1024), False),  # from edge to edge of the image
    ],
)
def test_what_touches_an_inner_edge(box, touches):
    assert touches_inner_edge(box, WINDOW, (2000, 1024)) == touches
    turned = [Box(box[1], box[0], box[3], box[2]) for box in (box, WINDOW)]
    assert touches_inner_edge(*turned, (1024, 2000)) == touches


@pytest.mark.parametrize(
    ("box", "window"),
    [
        (Box(990, 490, 1010, 510), Box(768, 256, 1280, 768)),  # 1024 +- 256
        (Box(3, 5, 20, 20), Box(0, 0, 512, 512)),
        (Box(1970, 970, 2000, 1000), Box(1536, 512, 2000, 1000)),
        (Box(100, 300, 1300, 340), Box(448, 64, 960, 576)),  # wider than a window
    ],
)
def test_centred_windows(box, window):
    assert centred_window(box, 512, (2000, 1000)) == window


@settings(deadline=None)
@given(st.data())
def test_any_centred_window(data):
    step = data.draw(st.sampled_from([1, 32, 64]))
    tile = step * data.draw(st.integers(1, 16))
    spans = []
    for _ in range(2):
        size = data.draw(st.integers(1, 3000))
        first = data.draw(st.integers(0, size - 1))
        spans.append((first, data.draw(st.integers(first + 1, size)), size))
    (left, right, width), (top, bottom, height) = spans
    window = centred_window(Box(left, top, right, bottom), tile, (width, height), step)
    assert window.left % step == window.top % step == 0
    for begin, end, (first, last, size) in zip(window[:2], window[2:], spans, strict=True):
        assert 0 <= begin < end <= size
        assert min(size, tile) - step < end - begin <= tile
        if any(last - tile <= start for start in range(0, first + 1, step)):
            assert begin <= first and last <= end
        room = min(begin, size - end)
        if room and last - first <= tile - step + 1:
            assert abs((begin + end) - (first + last)) <= step


def test_a_cell_larger_than_the_context():
    """Cut in every tile, it is found again in windows of its own, and there once."""
    size, tiles = (600, 600), plan_tiles(600, 600, 384, 64)
    masks = [disc(300, 310, 150, size), *(disc(x, 60, 20, size) for x in (60, 240, 420))]
    whole, todo = [], []
    for one in predict_tiles(masks, tiles):
        core, window = tiles[one.tile]
        if not touches_inner_edge(box_of(one), window, size):
            whole.append(one)
        elif core.grown(8).contains(*one.centre):
            todo.append(one)
    assert set(numbers(todo)) == {0} and len(todo) > 1
    for one in todo:
        # The part that was seen is not centred on the cell, so a second window may be needed.
        while touches_inner_edge(box_of(one), tiles[one.tile].window, size):
            window = centred_window(box_of(one), 384, size)
            tiles.append(Tile(window, window))
            (one,) = predict(masks[:1], window, len(tiles) - 1)
        whole.append(one)
    seen = [one for one in whole if one.tile < 4]
    again = [replace(cut, mask=one.mask) for cut, one in zip(todo, whole[len(seen) :], strict=True)]
    for instances in (whole, [*seen, *again]):  # as of tiles of their own, or of the cut ones'
        kept = merge_tiles(instances, tiles, size)
        assert numbers(kept) == [0, 1, 2, 3]
        assert np.array_equal(kept[0].mask.crop, masks[0].crop)


def box_of(instance):
    left, top, width, height = instance.mask.bbox
    return Box(left, top, left + width, top + height)
