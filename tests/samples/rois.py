"""RoIs of two images of 128x96: one inside, a whole image, one at the edge, and a tiny one."""

import torch

ROIS = torch.tensor(
    [
        [0, 3.2, 4.7, 60.1, 50.9],
        [1, 0.0, 0.0, 128.0, 96.0],
        [0, 100.5, 80.25, 127.9, 95.5],
        [1, 20.0, 30.0, 20.5, 30.5],
    ]
)
