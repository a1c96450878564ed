"""An object's mask and its forms: run lengths, crops, outlines, label images."""

from .duplicates import near_duplicates
from .instance_mask import InstanceMask
from .label_instances import label_instances, separate_parts
from .outline import Outline, trace_outlines
from .placed_crops import shared_pixels
from .rle import cut_to_box, decode_crop, encode_crop, encode_masks
from .rle_overlap import intersections, union_areas
from .rle_resize import resize_runs
from .rle_runs import ObjectRuns, object_runs

__all__ = [
    "InstanceMask",
    "ObjectRuns",
    "Outline",
    "cut_to_box",
    "decode_crop",
    "encode_crop",
    "encode_masks",
    "intersections",
    "label_instances",
    "near_duplicates",
    "object_runs",
    "resize_runs",
    "separate_parts",
    "shared_pixels",
    "trace_outlines",
    "union_areas",
]
