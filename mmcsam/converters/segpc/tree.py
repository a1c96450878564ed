"""Find SegPC-2021's images and masks, however they are nested."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from mmcsam.converters.split_folders import find_split_folders, source_folder
from mmcsam.jobs.problem import Problem, problem_of

_IMAGE_NAME = re.compile(r"(\d+)\.bmp", re.IGNORECASE)
_MASK_NAME = re.compile(r"(\d+)_(\d+)\.bmp", re.IGNORECASE)
_IMAGE_SUFFIXES = {".bmp", ".png", ".jpg", ".jpeg", ".tif", ".tiff"}


@dataclass(frozen=True)
class SegPCImage:
    """An image file and the mask files that belong to it.

    Attributes:
        number: The image's number, 106 for ``106.bmp``.
        path: The image file.
        masks: Instance number and file of each mask, by number. Numbers can be missing.
    """

    number: int
    path: Path
    masks: tuple[tuple[int, Path], ...]


@dataclass
class SegPCTree:
    """What was found below a folder.

    Attributes:
        src: The folder.
        splits: Images by split, each split sorted by image number. Absent splits have no key.
        problems: Files and folders that cannot be used.
    """

    src: Path
    splits: dict[str, list[SegPCImage]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """Return a path relative to ``src``, with forward slashes."""
        return path.relative_to(self.src).as_posix()


def find_segpc(src: str | Path) -> SegPCTree:
    """Find ``x``/``y`` folder pairs at any depth and match masks with images.

    The nearest folder above ``x`` that is called train, validation, valid, val or test names the
    split. ``x`` alone is accepted for the test split only.

    Args:
        src: ``TCIA_SegPC_dataset``, a folder above it, or a split's folder in it.

    Raises:
        FileNotFoundError: If ``src`` does not exist, or holds no ``x``/``y`` pair.
        NotADirectoryError: If ``src`` is not a folder.
    """
    src = source_folder(src)
    tree = SegPCTree(src)
    seen: dict[tuple[str, int], Path] = {}
    for parent, split in find_split_folders(src, "x", tree.problems):
        if split == "test" or (parent / "y").is_dir():
            _add_pair(tree, parent, split, seen)
        else:
            tree.problems.append(
                Problem(
                    tree.name(parent / "x"),
                    "there is no folder y with masks beside it",
                    "x and y side by side",
                    "Unpack the masks too",
                )
            )
    if not tree.splits:
        found = "".join(f"\n  {problem}" for problem in tree.problems)
        raise FileNotFoundError(
            f"no images were found in {src}; expected "
            "{train,validation,test}/x/<image>.bmp with train and validation masks in "
            "{train,validation}/y/<image>_<instance>.bmp, nested at any depth. "
            f"Give the folder TCIA_SegPC_dataset or one above it.{found}"
        )
    for images in tree.splits.values():
        images.sort(key=lambda image: image.number)
    return tree


def _add_pair(tree: SegPCTree, parent: Path, split: str, seen: dict[tuple[str, int], Path]) -> None:
    x, y = parent / "x", parent / "y"
    try:
        image_files = _matching(tree, x, _IMAGE_NAME, "106.bmp")
        mask_files = _matching(tree, y, _MASK_NAME, "106_1.bmp") if y.is_dir() else []
    except OSError as error:
        # The whole pair: images whose masks cannot be listed are not images without cells.
        tree.problems.append(problem_of(error, tree.name(Path(error.filename))))
        return
    images: dict[int, Path] = {}
    for match, path in image_files:
        number = int(match[1])
        first = seen.setdefault((split, number), path)
        if first == path:
            images[number] = path
        else:
            found = f"the {split} split has image {number} already"
            tree.problems.append(_second(tree, path, first, found))
    masks: dict[int, dict[int, Path]] = defaultdict(dict)
    for match, path in mask_files:
        number, instance = int(match[1]), int(match[2])
        if number not in images:
            problem = Problem(
                tree.name(path),
                "the mask has no image, or its image was skipped",
                f"{tree.name(x)}/{number}.bmp",
                "Copy the image, or remove the mask",
            )
            tree.problems.append(problem)
            continue
        first = masks[number].setdefault(instance, path)
        if first != path:
            found = f"instance {instance} of image {number} has a file already"
            tree.problems.append(_second(tree, path, first, found))
    for number, path in images.items():
        image = SegPCImage(number, path, tuple(sorted(masks[number].items())))
        tree.splits.setdefault(split, []).append(image)


def _second(tree: SegPCTree, path: Path, first: Path, found: str) -> Problem:
    return Problem(
        tree.name(path),
        found,
        f"{tree.name(first)} only",
        "Remove one of the two, or give a folder further down as the source",
    )


def _matching(
    tree: SegPCTree, folder: Path, pattern: re.Pattern, example: str
) -> list[tuple[re.Match, Path]]:
    """Return the files whose names match; other image files are problems, the rest is ignored."""
    found = []
    for path in sorted(folder.iterdir()):
        match = pattern.fullmatch(path.name)
        if match:
            found.append((match, path))
        elif path.suffix.lower() in _IMAGE_SUFFIXES and not path.name.startswith("."):
            tree.problems.append(
                Problem(tree.name(path), "unknown name", f"a name like {example}", "Rename it")
            )
    return found
