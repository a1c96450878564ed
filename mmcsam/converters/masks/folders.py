"""Find folders of images with folders of masks beside them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from natsort import natsorted

from mmcsam.images.lab_file_names import (
    has_pixels,
    image_folder_tag,
    is_byproduct,
    is_cellpose_session,
    mask_folder_tag,
    tracking_sequence,
)
from mmcsam.jobs.problem import Problem
from mmcsam.jobs.walk_folders import walk_folders

from .matching import are_numbered, match_by_name, match_by_number
from .sample import MaskSample


@dataclass
class FolderPair:
    """Images, and the masks beside them.

    Attributes:
        folder: Holds the folder of images and the folder of masks.
        images: The image files, each with its place: the folder within the folder of images.
        masks: The mask files, likewise.
        has_mask_folder: Whether there is a folder of masks, empty or not.
        is_sequence: Whether these are a film's images, of which some have no mask by design.
    """

    folder: Path
    images: list[tuple[str, Path]] = field(default_factory=list)
    masks: list[tuple[str, Path]] = field(default_factory=list)
    has_mask_folder: bool = False
    is_sequence: bool = False

    def matches_by_name(self, src: Path) -> bool:
        """Return whether any mask has the name of an image."""
        return any(sample.masks for sample in match_by_name(self.images, self.masks, src, []))

    def is_numbered(self, src: Path) -> bool:
        """Return whether each mask file seems to be one instance of the image of its name."""
        return are_numbered(self.images, self.masks, src)

    def as_instance_files(self, src: Path, problems: list[Problem]) -> list[MaskSample]:
        """Return its one image with a mask file an instance."""
        name = self.folder.relative_to(src).as_posix()
        paths = [path for _, path in self.images]
        if len(paths) != 1:
            problems.append(
                Problem(
                    name,
                    f"the sample has {len(paths)} images",
                    "one image in images/ and one file an instance in masks/",
                    "Give each image a folder of its own, or use --form label-folders if each "
                    "mask file holds all instances of an image",
                )
            )
            return []
        masks = tuple(path for _, path in self.masks)
        return [MaskSample(paths[0], masks if self.has_mask_folder else None)]

    def as_label_images(self, src: Path, problems: list[Problem]) -> list[MaskSample]:
        """Return its images, each with the label image of its name."""
        return match_by_name(self.images, self.masks, src, problems)

    def as_numbered_files(self, src: Path, problems: list[Problem]) -> list[MaskSample]:
        """Return its images, each with the files of one instance that begin with its name."""
        return match_by_number(self.images, self.masks, src, problems)


@dataclass(frozen=True)
class FolderNames:
    """Names of the folders that hold images and masks.

    Attributes:
        images: As the user gave them; None for those that are common.
        masks: Likewise.
    """

    images: Collection[str] | None = None
    masks: Collection[str] | None = None

    def image_tag(self, name: str) -> str | None:
        """Return what a folder shares with its masks' folder; None if it holds no images."""
        if self.images is not None:
            return "" if name in self.images else None
        return image_folder_tag(name)

    def mask_tag(self, name: str) -> str | None:
        """Return what a folder shares with its images' folder; None if it holds no masks."""
        if self.masks is not None:
            return "" if name in self.masks else None
        return mask_folder_tag(name)


def find_folder_pairs(
    src: Path,
    problems: list[Problem],
    byproducts: list[Path],
    names_of: FolderNames = FolderNames(),  # noqa: B008, it is frozen
) -> tuple[list[FolderPair], dict[Path, list[Path]]]:
    """Find folders like ``images`` and ``masks`` side by side, at any depth.

    Images that lie beside a folder of masks count too. A folder of images alone, or of masks alone,
    counts as a pair if there is a complete one elsewhere. So does a sequence of the Cell Tracking
    Challenge, ``01`` with ``01_GT/SEG`` or, where there is none, ``01_ST/SEG``.

    Args:
        src: Where to look.
        problems: Receives folders that cannot be read.
        byproducts: Receives the files that are neither images nor masks, but Cellpose's own.
        names_of: What folders of images and masks are called.

    Returns:
        tuple: The pairs; image files by folder of all folders that belong to no pair.
    """
    tree: dict[Path, tuple[list[str], list[Path]]] = {}
    for folder, names, file_names in walk_folders(src, problems):
        paths = [folder / name for name in file_names if has_pixels(name)]
        byproducts += filter(is_byproduct, paths)
        tree[folder] = (list(names), [path for path in paths if not is_byproduct(path)])
    taken: set[Path] = set()
    pairs = _tracking_pairs(tree, taken)
    # Folders of images or masks alone come last: they may be part of a pair further down.
    for alone in (False, True):
        for folder, (names, files) in tree.items():
            image_folders = _tagged(folder, names, names_of.image_tag)
            mask_folders = _tagged(folder, names, names_of.mask_tag)
            beside = files if mask_folders and not image_folders else []
            complete = bool(mask_folders and (image_folders or beside))
            if complete == alone or not (image_folders or mask_folders) or folder in taken:
                continue
            if taken.intersection([*image_folders, *mask_folders]):
                continue
            pair = FolderPair(folder, has_mask_folder=bool(mask_folders))
            pair.masks = _files_below(mask_folders, tree, taken)
            pair.images = _files_below(image_folders, tree, taken)
            if beside:
                pair.images = [("", path) for path in natsorted(beside, key=lambda path: path.name)]
                taken.add(folder)
            sessions = [item for item in pair.images if is_cellpose_session(item[1])]
            byproducts += [path for _, path in sessions]
            pair.images = [item for item in pair.images if item not in sessions]
            pairs.append(pair)
    if not any(pair.images and pair.masks for pair in pairs):
        pairs, taken = [], set()
    rest = {folder: files for folder, (_, files) in tree.items() if files and folder not in taken}
    return pairs, rest


def _tagged(
    folder: Path, names: Iterable[str], tag_of: Callable[[str], str | None]
) -> dict[Path, str]:
    """Return those folders that have a tag, with it."""
    tags = {folder / name: tag_of(name) for name in names}
    return {path: tag for path, tag in tags.items() if tag is not None}


def _tracking_pairs(
    tree: Mapping[Path, tuple[list[str], list[Path]]], taken: set[Path]
) -> list[FolderPair]:
    """Return the sequences of the Cell Tracking Challenge, the people's truth before computers'."""
    pairs = []
    for folder, (names, _) in tree.items():
        for name in names:  # in order: 01_GT, then 01_ST
            sequence = folder / (tracking_sequence(name) or name)
            masks = tree.get(folder / name / "SEG", ((), ()))[1]
            if sequence.name == name or not masks or sequence not in tree or sequence in taken:
                continue
            pairs.append(
                FolderPair(
                    folder,
                    [("", path) for path in natsorted(tree[sequence][1])],
                    [("", path) for path in natsorted(masks)],
                    has_mask_folder=True,
                    is_sequence=True,
                )
            )
            taken |= {sequence, folder / name / "SEG"}
    return pairs


def _files_below(
    tops: Mapping[Path, str], tree: dict[Path, tuple[list[str], list[Path]]], taken: set[Path]
) -> list[tuple[str, Path]]:
    """Return all files below some folders, each with its folder in them; mark these as taken."""
    found = []
    for top, tag in tops.items():
        folders = [top]
        while folders:
            folder = folders.pop()
            names, files = tree.get(folder, ((), ()))
            taken.add(folder)
            place = "/".join((*([tag] if tag else []), *folder.relative_to(top).parts))
            found += [(place, path) for path in files]
            folders += [folder / name for name in names]
    return natsorted(found, key=lambda item: (item[0], item[1].name))
