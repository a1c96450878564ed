"""Cut label images into instances, and these into their parts."""

import cv2
import numpy as np

from .instance_mask import InstanceMask

_FEW = 16  # parts that are looked at one by one; what is in more places is no cell
_LINES = 2  # pixels of background that may part touching labels, one at each side
_SPARSE = 2**20  # find_objects makes a list as long as the highest label


def label_instances(labels: np.ndarray) -> list[tuple[int, InstanceMask]]:
    """Cut a label image into its instances.

    Each is compared in its own bounding box only.

    Args:
        labels: (H, W) of any integer type; 0 is the background, each other value one instance.

    Returns:
        list: Each label and its mask, by label.

    Example:
        >>> [(number, mask.bbox) for number, mask in label_instances(np.array([[0, 5], [2, 5]]))]
        [(2, (0, 1, 1, 1)), (5, (1, 0, 1, 2))]
    """
    from scipy import ndimage

    numbers = None
    if labels.max(initial=0) > _SPARSE:
        numbers = np.append(np.zeros(1, labels.dtype), np.unique(labels[labels > 0]))
        labels = np.searchsorted(numbers, labels)
    size = labels.shape[::-1]
    instances = []
    for label, box in enumerate(ndimage.find_objects(labels), start=1):
        if box is not None:
            crop = labels[box] == label
            number = label if numbers is None else int(numbers[label])
            mask = InstanceMask(crop, box[1].start, box[0].start, size)
            instances.append((number, mask))
    return instances


def separate_parts(mask: InstanceMask, labels: np.ndarray) -> list[InstanceMask]:
    """Cut a label's mask into the 8-connected parts that lie apart.

    Parts between which nothing but other labels lies stay together: another cell covers the middle
    of this one.

    Args:
        mask: Of one label.
        labels: (H, W), the label image; 0 is the background.

    Returns:
        list: One mask a group of parts, in the order of their first pixels.
    """
    binary = (mask.crop > 0).view(np.uint8)
    count, parts = cv2.connectedComponents(binary, connectivity=8)
    if count <= 2:
        return [mask]
    height, width = binary.shape
    around = labels[mask.top : mask.top + height, mask.left : mask.left + width]
    groups = list(range(count))
    alone = np.count_nonzero(around) == np.count_nonzero(binary)
    for part in range(1, 0 if alone or count - 1 > _FEW else count):
        distance, nearest = cv2.distanceTransformWithLabels(
            (parts != part).view(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
        )
        places = np.argwhere(parts == part)
        numbers = nearest[parts == part]
        for other in range(part + 1, count):
            if groups[other] == groups[part]:
                continue
            gap = np.where(parts == other, distance, np.inf)
            end = np.unravel_index(np.argmin(gap), parts.shape)
            start = places[numbers == nearest[end]][0]
            if _cut_by_another(around, start, np.array(end)):
                joined = groups[other]
                groups = [groups[part] if group == joined else group for group in groups]
    left, top = mask.left, mask.top
    return [
        InstanceMask(part.crop, left + part.left, top + part.top, mask.image_size)
        for _, part in label_instances(np.array(groups)[parts])
    ]


def _cut_by_another(labels: np.ndarray, start: np.ndarray, end: np.ndarray) -> bool:
    """Return whether the straight line between two parts of a label runs through other labels."""
    steps = int(np.abs(end - start).max())
    line = np.rint(np.linspace(start, end, steps + 1)).astype(int)
    crossed = labels[line[:, 0], line[:, 1]]
    background = np.count_nonzero(crossed == 0)
    return background <= _LINES and len(crossed) - background > 2 + background
