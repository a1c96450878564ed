"""Small overlapping instances for the tests of the metrics."""

import numpy as np

from mmcsam.evaluation import ImagePair
from mmcsam.structures.rle import encode_masks

SIZE = (40, 50)


def draw_masks(rng, count, size=SIZE):
    """Overlapping boxes and discs, some of them over the border, with holes or empty."""
    y, x = np.mgrid[: size[0], : size[1]]
    masks = np.zeros((count, *size), np.uint8)
    for mask in masks:
        row, column = rng.integers(0, size[0]), rng.integers(0, size[1])
        half = rng.integers(3, 11)
        if rng.random() < 0.5:
            mask[(abs(y - row) < half) & (abs(x - column) < half)] = 1
        else:
            mask[(y - row) ** 2 + (x - column) ** 2 < half**2] = 1
        if rng.random() < 0.3:
            mask[row, column] = 0
    return masks


def draw_pair_masks(rng, truths=5, predictions=9):
    """True masks, and predictions that shift some of them; one of each may be empty."""
    truth = draw_masks(rng, rng.integers(0, truths + 1))
    prediction = draw_masks(rng, rng.integers(0, predictions + 1))
    for mask in prediction:
        if len(truth) and rng.random() < 0.7:
            shift = rng.integers(-2, 3, 2)
            mask[:] = np.roll(truth[rng.integers(len(truth))], shift, axis=(0, 1))
    for masks in (truth, prediction):
        if len(masks) and rng.random() < 0.1:
            masks[0] = 0
    return truth, prediction


def make_pair(truth, prediction, scores=None, crowd=None, name="a.png"):
    truth, prediction = (np.asarray(masks, np.uint8) for masks in (truth, prediction))
    size = (truth if len(truth) else prediction).shape[1:] or SIZE
    rles = (encode_masks(masks) if len(masks) else [] for masks in (truth, prediction))
    return ImagePair(name, size, *rles, scores, crowd)


def draw_labels(rng):
    """Return a true and a predicted label image without overlaps."""
    labels = []
    for masks in draw_pair_masks(rng):
        image = np.zeros(SIZE, np.int64)
        for mask in masks:
            image[mask > 0] = image.max() + 1
        # Numbers without gaps, as the other libraries want them.
        labels.append(np.unique(np.append(image, 0), return_inverse=True)[1][:-1].reshape(SIZE))
    return labels


def split_labels(image):
    """Return the masks of a label image."""
    return np.array([image == label for label in range(1, image.max() + 1)]).reshape(-1, *SIZE)
