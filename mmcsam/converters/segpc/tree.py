"""Find SegPC-2021's images and masks, however they are nested."""

import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from ..problem import Problem

# Folder names that say a split, in lower case.
SPLIT_NAMES = {
    "train": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "test": "test",
}
SPLITS = ("train", "validation", "test")

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
    src = Path(src)
    if not src.exists():
        raise FileNotFoundError(f"{src} does not exist; give the folder of the unpacked data set")
    if not src.is_dir():
        raise NotADirectoryError(f"{src} is not a folder; unpack it and give the folder")
    tree = SegPCTree(src)
    seen: dict[tuple[str, int], Path] = {}
    for parent in _parents_of_x(src):
        split = _split_of(parent, src)
        if split is None:
            tree.problems.append(
                Problem(
                    tree.name(parent / "x"),
                    "no folder on its path says which split it is",
                    f"a folder called {', '.join(SPLIT_NAMES)} above it",
                    "Rename the folder, or give a folder higher up as the source",
                )
            )
        elif split != "test" and not (parent / "y").is_dir():
            tree.problems.append(
                Problem(
                    tree.name(parent / "x"),
                    "there is no folder y with masks beside it",
                    "x and y side by side",
                    "Unpack the masks too",
                )
            )
        else:
            _add_pair(tree, parent, split, seen)
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


def _parents_of_x(src: Path) -> list[Path]:
    """Return the folders that hold a folder ``x``, links followed, in a fixed order."""
    parents, visited = [], set()
    for folder, names, _ in os.walk(src, followlinks=True):
        real = os.path.realpath(folder)
        if real in visited:
            names.clear()
            continue
        visited.add(real)
        # __MACOSX is what the macOS archiver adds: a shadow tree without images.
        names[:] = sorted(n for n in names if not n.startswith(".") and n != "__MACOSX")
        if "x" in names:
            parents.append(Path(folder))
            names[:] = [name for name in names if name not in ("x", "y")]
    return parents


def _split_of(parent: Path, src: Path) -> str | None:
    """Return the split that the nearest telling folder name says; ``src`` itself counts."""
    inside = parent.relative_to(src).parts
    for name in reversed((src.resolve().name, *inside)):
        if name.lower() in SPLIT_NAMES:
            return SPLIT_NAMES[name.lower()]
    return None


def _add_pair(tree: SegPCTree, parent: Path, split: str, seen: dict[tuple[str, int], Path]) -> None:
    images = {
        int(match[1]): path for match, path in _matching(tree, parent / "x", _IMAGE_NAME, "106.bmp")
    }
    masks: dict[int, list[tuple[int, Path]]] = defaultdict(list)
    if (parent / "y").is_dir():
        for match, path in _matching(tree, parent / "y", _MASK_NAME, "106_1.bmp"):
            masks[int(match[1])].append((int(match[2]), path))
    for number in sorted(masks.keys() - images.keys()):
        for _, path in sorted(masks[number]):
            tree.problems.append(
                Problem(
                    tree.name(path),
                    "the mask has no image",
                    f"{tree.name(parent / 'x')}/{number}.bmp",
                    "Copy the image, or remove the mask",
                )
            )
    for number, path in images.items():
        if (split, number) in seen:
            tree.problems.append(
                Problem(
                    tree.name(path),
                    f"the {split} split has this image already",
                    f"{tree.name(seen[split, number])} only",
                    "Remove one copy of the data set, or give a folder further down",
                )
            )
            continue
        seen[split, number] = path
        image = SegPCImage(number, path, tuple(sorted(masks.get(number, ()))))
        tree.splits.setdefault(split, []).append(image)


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
