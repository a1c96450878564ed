"""Find folders of images with folders of masks beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from natsort import natsorted

from mmcsam.images.lab_file_names import (
    IMAGE_FOLDERS,
    MASK_FOLDERS,
    has_pixels,
    is_byproduct,
    is_cellpose_session,
)
from mmcsam.jobs.problem import Problem
from mmcsam.jobs.walk_folders import walk_folders

from .matching import match_by_name
from .sample import MaskSample


@dataclass
class FolderPair:
    """Images, and the masks beside them.

    Attributes:
        folder: Holds the folder of images and the folder of masks.
        images: The image files, each with its place: the folder within the folder of images.
        masks: The mask files, likewise.
        has_mask_folder: Whether there is a folder of masks, empty or not.
    """

    folder: Path
    images: list[tuple[str, Path]] = field(default_factory=list)
    masks: list[tuple[str, Path]] = field(default_factory=list)
    has_mask_folder: bool = False

    def matches_by_name(self, src: Path) -> bool:
        """Return whether any mask has the name of an image."""
        return any(sample.masks for sample in match_by_name(self.images, self.masks, src, []))

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


def find_folder_pairs(
    src: Path, problems: list[Problem], byproducts: list[Path]
) -> tuple[list[FolderPair], dict[Path, list[Path]]]:
    """Find folders like ``images`` and ``masks`` side by side, at any depth.

    Images that lie beside a folder of masks count too. A folder of images alone, or of masks alone,
    counts as a pair if there is a complete one elsewhere.

    Args:
        src: Where to look.
        problems: Receives folders that cannot be read.
        byproducts: Receives the files that are neither images nor masks, but Cellpose's own.

    Returns:
        tuple: The pairs; image files by folder of all folders that belong to no pair.
    """
    tree: dict[Path, tuple[list[str], list[Path]]] = {}
    for folder, names, file_names in walk_folders(src, problems):
        paths = [folder / name for name in file_names if has_pixels(name)]
        byproducts += filter(is_byproduct, paths)
        tree[folder] = (list(names), [path for path in paths if not is_byproduct(path)])
    pairs: list[FolderPair] = []
    taken: set[Path] = set()
    # Folders of images or masks alone come last: they may be part of a pair further down.
    for alone in (False, True):
        for folder, (names, files) in tree.items():
            image_folders = [folder / name for name in names if name.lower() in IMAGE_FOLDERS]
            mask_folders = [folder / name for name in names if name.lower() in MASK_FOLDERS]
            beside = files if mask_folders and not image_folders else []
            complete = bool(mask_folders and (image_folders or beside))
            if complete == alone or not (image_folders or mask_folders) or folder in taken:
                continue
            if taken.intersection(image_folders + mask_folders):
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


def _files_below(
    tops: Iterable[Path], tree: dict[Path, tuple[list[str], list[Path]]], taken: set[Path]
) -> list[tuple[str, Path]]:
    """Return all files below some folders, each with its folder in them; mark these as taken."""
    found = []
    for top in tops:
        folders = [top]
        while folders:
            folder = folders.pop()
            names, files = tree.get(folder, ((), ()))
            taken.add(folder)
            place = folder.relative_to(top).as_posix()
            found += [("" if place == "." else place, path) for path in files]
            folders += [folder / name for name in names]
    return natsorted(found, key=lambda item: (item[0], item[1].name))
