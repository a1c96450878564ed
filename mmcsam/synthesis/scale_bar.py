"""What microscope cameras write into their images."""

import cv2
import numpy as np


def burn_scale_bar(image: np.ndarray, scale: float) -> None:
    """Draw a bar of 10 micrometres at the lower right, and the magnification at the lower left.

    Args:
        image: (rows, cols, 3) uint8 RGB, changed in place.
        scale: Share of SegPC-2021's full size, where 10 micrometres are 245 px.
    """
    rows, cols = image.shape[:2]
    wide, high = round(245 * scale), max(3, round(28 * scale))
    right, bottom = cols - round(8 * scale) - 1, rows - round(8 * scale) - 1
    corner = (right - wide, bottom - high)
    cv2.rectangle(image, corner, (right, bottom), (250, 250, 250), cv2.FILLED)
    cv2.rectangle(image, corner, (right, bottom), (40, 40, 40), 1)
    cv2.putText(
        image,
        "10 um",
        (right - wide // 2 - round(30 * scale), bottom - round(7 * scale)),
        cv2.FONT_HERSHEY_SIMPLEX,
        0.8 * scale,
        (40, 40, 40),
        1,
        cv2.LINE_AA,
    )
    cv2.putText(
        image,
        "Magnification: 100 x",
        (round(8 * scale), rows - round(8 * scale) - 1),
        cv2.FONT_HERSHEY_SIMPLEX,
        0.6 * scale,
        (200, 190, 60),
        1,
        cv2.LINE_AA,
    )
