"""Cut label images and semantic masks into instances."""

import cv2
import numpy as np

from .instance_mask import InstanceMask

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


def component_instances(mask: np.ndarray) -> list[tuple[int, InstanceMask]]:
    """Cut a semantic mask into its 8-connected components.

    Args:
        mask: (H, W) of any integer type; what is not 0 is a cell.

    Returns:
        list: A number from 1 and the mask of each component.
    """
    _, labels = cv2.connectedComponents((mask != 0).view(np.uint8), connectivity=8)
    return label_instances(labels)
