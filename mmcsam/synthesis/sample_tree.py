"""Write a drawn data set in SegPC-2021's on-disk form."""

import os
from pathlib import Path

import numpy as np

from mmcsam.images.lossless import write_lossless
from mmcsam.jobs.killed_runs import finish_killed_runs, locked_folder
from mmcsam.jobs.progress import progress

from .field import draw_field
from .sample_manifest import is_complete, write_manifest

DATASET_FOLDER = "TCIA_SegPC_dataset"

# Images with 1, 2, ... 14 cells among 402 images of SegPC-2021.
_CELL_COUNTS = np.array([27, 43, 49, 64, 46, 36, 40, 38, 18, 14, 9, 12, 1, 5], float)
_LARGE = (1920, 2560)  # rows, cols of the images numbered below 1000
_SMALL = (1536, 2040)  # rows, cols of the others
_LARGE_NUMBERS = range(100, 1000)
_SMALL_NUMBERS = range(1000, 10000)


def write_sample_tree(
    out: str | Path,
    train: int = 60,
    validation: int = 20,
    test: int = 4,
    scale: float = 0.25,
    seed: int = 0,
) -> Path:
    """Write a drawn bone-marrow data set that has SegPC-2021's form and its quirks.

    ``x/106.bmp`` is an RGB image, ``y/106_1.bmp`` a single-channel mask of one cell with 0
    background, 20 cytoplasm and 40 nucleus. ``test`` has no ``y``. Instance numbers have gaps,
    image numbers are not contiguous, and the last validation image has no mask. The tree is built
    beside its final place and moved there when it is complete.

    Args:
        out: Folder that receives ``TCIA_SegPC_dataset``; made if missing.
        train: Training images.
        validation: Validation images.
        test: Test images.
        scale: Size relative to SegPC-2021's 2560x1920 and 2040x1536 images, in (0, 1].
        seed: Seed, 0 or above. An image depends on the seed, its number and its cell count only.

    Returns:
        Path: The written ``TCIA_SegPC_dataset`` folder.

    Raises:
        ValueError: If a count or the seed is negative, all counts are 0, there are more images
            than numbers, or ``scale`` is out of range.
        FileExistsError: If ``out/TCIA_SegPC_dataset`` exists, unless it is what these arguments
            draw, whole and unchanged.
    """
    counts = {"train": train, "validation": validation, "test": test}
    _check_arguments(counts, scale, seed)
    out = Path(out)
    final = out / DATASET_FOLDER
    finish_killed_runs(out)
    settings = {**counts, "scale": scale, "seed": seed}
    if is_complete(final, settings):
        return final
    if final.exists():
        raise FileExistsError(
            f"{final} exists; nothing was written. Remove it or choose another output folder."
        )
    out.mkdir(parents=True, exist_ok=True)
    with locked_folder(out) as stage:
        _write_images(stage / DATASET_FOLDER, counts, scale, seed)
        write_manifest(stage / DATASET_FOLDER, settings)
        os.replace(stage / DATASET_FOLDER, final)
    return final


def _check_arguments(counts: dict[str, int], scale: float, seed: int) -> None:
    for split, count in counts.items():
        if count < 0:
            raise ValueError(f"{split} must be 0 or more images, got {count}")
    total = sum(counts.values())
    if total == 0:
        raise ValueError("train, validation and test are all 0; ask for at least one image")
    if total > len(_SMALL_NUMBERS):
        raise ValueError(
            f"at most {len(_SMALL_NUMBERS)} images in all can be numbered, got {total}"
        )
    if not 0 < scale <= 1:
        raise ValueError(f"scale must be above 0 and at most 1, got {scale}")
    if seed < 0:
        raise ValueError(f"seed must be 0 or above, got {seed}")


def _write_images(root: Path, counts: dict[str, int], scale: float, seed: int) -> None:
    numbers = _image_numbers(sum(counts.values()), seed)
    for split in counts:
        for name in ("x",) if split == "test" else ("x", "y"):
            (root / split / name).mkdir(parents=True)
    images = [(split, position) for split, count in counts.items() for position in range(count)]
    for split, position in progress(images, "drawing", len(images)):
        without_cells = split == "validation" and position == counts[split] - 1
        _write_image(root / split, numbers.pop(), without_cells, scale, seed)


def _image_numbers(total: int, seed: int) -> list[int]:
    """Draw distinct image numbers, about one in five of a large image."""
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    large = rng.permutation(_LARGE_NUMBERS)[: total // 5]
    small = rng.permutation(_SMALL_NUMBERS)[: total - large.size]
    return [int(number) for number in rng.permutation(np.concatenate([large, small]))]


def _write_image(folder: Path, number: int, without_cells: bool, scale: float, seed: int) -> None:
    # A generator an image: what is drawn does not depend on the images before it.
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
    is_large = number in _LARGE_NUMBERS
    rows, cols = (max(1, round(side * scale)) for side in (_LARGE if is_large else _SMALL))
    cells = 1 + int(rng.choice(_CELL_COUNTS.size, p=_CELL_COUNTS / _CELL_COUNTS.sum()))
    # SegPC-2021's images of the smaller size carry a scale bar, the others do not.
    field = draw_field(rng, (rows, cols), 0 if without_cells else cells, scale, not is_large)
    write_lossless(folder / "x" / f"{number}.bmp", np.ascontiguousarray(field.image[..., ::-1]))
    if not (folder / "y").is_dir():
        return
    # SegPC-2021 numbers the cells from 1 and leaves some numbers out.
    spare = int(rng.choice((0, 1, 2), p=(0.6, 0.25, 0.15)))
    kept = np.sort(1 + rng.permutation(len(field.masks) + spare)[: len(field.masks)])
    for instance, mask in zip(kept, field.masks, strict=True):
        write_lossless(folder / "y" / f"{number}_{instance}.bmp", mask)
