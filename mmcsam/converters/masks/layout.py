"""Find out how a lab keeps its images and masks."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from natsort import natsorted

from mmcsam.images.lab_file_names import stem_of, without_mask_number, without_mask_suffix
from mmcsam.jobs.problem import Problem

from .folders import FolderNames, FolderPair, find_folder_pairs
from .matching import are_numbered, match_by_name, match_by_number
from .outline_layout import find_outlines
from .sample import MaskSample

INSTANCE_FILES, INSTANCE_NAMES = "instance-files", "instance-names"
LABEL_FOLDERS, LABEL_SUFFIXES = "label-folders", "label-suffixes"
OUTLINES = "outlines"
FORMS = {
    INSTANCE_FILES: "a folder a sample, <sample>/images/<image>.png with one file an instance in "
    "<sample>/masks/",
    INSTANCE_NAMES: "<name>.png with one file an instance, <name>_mask_1.png beside it, "
    "masks/<name>_1.png or masks/<name>/1.png",
    LABEL_FOLDERS: "images/<name>.png with a label image masks/<name>.tif, or labels/ or gt/",
    LABEL_SUFFIXES: "<name>.png with a label image <name>_masks.png, <name>_mask.tif or "
    "<name>_label.tif beside it",
    OUTLINES: "<name>.png with <name>.json of Labelme, or <name>.zip, <name>_RoiSet.zip or "
    "<name>.roi of ImageJ",
}


@dataclass
class MaskLayout:
    """The images and masks below a folder.

    Attributes:
        src: The folder.
        form: One of ``FORMS``.
        samples: In the order of their names.
        notes: Things to know that were not skipped.
        problems: Files and folders that cannot be used.
    """

    src: Path
    form: str = ""
    samples: list[MaskSample] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def find_layout(
    src: str | Path,
    form: str | None = None,
    image_folders: Collection[str] | None = None,
    mask_folders: Collection[str] | None = None,
) -> MaskLayout:
    """Find images and their masks at any depth.

    Args:
        src: The data set's folder.
        form: One of ``FORMS``; None finds it.
        image_folders: Names of the folders of images; None for those that are common.
        mask_folders: Names of the folders of masks beside these, likewise.

    Raises:
        FileNotFoundError: If ``src`` does not exist, or no image with a mask is found.
        NotADirectoryError: If ``src`` is not a folder.
        ValueError: If the form is unknown, or several are found.
    """
    if form is not None and form not in FORMS:
        raise ValueError(f"form must be one of {', '.join(FORMS)}, got {form!r}")
    src = Path(src)
    if not src.exists():
        raise FileNotFoundError(
            f"{src}: no such folder, expected that of images and masks; check its name"
        )
    if not src.is_dir():
        raise NotADirectoryError(
            f"{src}: no folder, expected that of images and masks; check its name"
        )
    layout = MaskLayout(src)
    byproducts: list[Path] = []
    names = FolderNames(image_folders, mask_folders)
    pairs, rest = find_folder_pairs(src, layout.problems, byproducts, names)
    if byproducts:
        name = byproducts[0].relative_to(src).as_posix()
        layout.notes.append(
            f"{len(byproducts)} by-products of Cellpose were ignored (first: {name})"
        )
    if form == LABEL_SUFFIXES:
        for pair in pairs:
            for _, path in pair.images + pair.masks:
                rest.setdefault(path.parent, []).append(path)
        pairs = []
    evidence = _evidence(pairs, rest, src)
    if form is None and len(evidence) > 1:
        found = "; ".join(
            f"{name} ({FORMS[name]}) in {folder}" for name, folder in evidence.items()
        )
        raise ValueError(
            f"{src} holds masks of several forms: {found}. Choose one with --form, or give a "
            "folder further down"
        )
    layout.form = form or next(iter(evidence), OUTLINES)
    if layout.form == OUTLINES:
        layout.samples = find_outlines(src, layout.problems)
    elif layout.form == LABEL_SUFFIXES or (layout.form == INSTANCE_NAMES and not pairs):
        match = match_by_name if layout.form == LABEL_SUFFIXES else match_by_number
        for folder in sorted(rest):
            images, masks = _images_and_masks(rest[folder])
            layout.samples += match(images, masks, src, layout.problems)
    else:
        for pair in pairs:
            layout.samples += _read(pair, layout)
        ignored = [path for folder in sorted(rest) for path in rest[folder]]
        if pairs and ignored:
            layout.notes.append(
                f"{len(ignored)} files beside the folders of images and masks were ignored "
                f"(first: {ignored[0].relative_to(src).as_posix()})"
            )
    if not any(sample.masks for sample in layout.samples):
        raise FileNotFoundError(_nothing_found(layout, form, rest))
    return layout


def _read(pair: FolderPair, layout: MaskLayout) -> list[MaskSample]:
    """Return the samples of two folders, each image of a sequence only if it has a mask."""
    read = {
        INSTANCE_FILES: pair.as_instance_files,
        INSTANCE_NAMES: pair.as_numbered_files,
        LABEL_FOLDERS: pair.as_label_images,
    }[layout.form]
    samples = read(layout.src, layout.problems)
    bare = [sample for sample in samples if sample.masks is None]
    if not pair.is_sequence or not bare:
        return samples
    name = bare[0].image.relative_to(layout.src).as_posix()
    layout.notes.append(
        f"{len(bare)} of {len(samples)} images of the sequence {pair.folder.name}/"
        f"{bare[0].image.parent.name} have no mask and are left out (first: {name})"
    )
    return [sample for sample in samples if sample.masks is not None]


def _evidence(pairs: list[FolderPair], rest: dict[Path, list[Path]], src: Path) -> dict[str, str]:
    """Return the forms that are found, each with a folder where it is."""
    evidence: dict[str, str] = {}
    undecided = None
    for pair in pairs:
        name = pair.folder.relative_to(src).as_posix()
        if not pair.images or not pair.masks:
            continue
        if pair.is_sequence:
            evidence.setdefault(LABEL_FOLDERS, name)
        elif len(pair.images) > 1:
            evidence.setdefault(INSTANCE_NAMES if pair.is_numbered(src) else LABEL_FOLDERS, name)
        elif len(pair.masks) > 1 or not pair.matches_by_name(src):
            evidence.setdefault(INSTANCE_FILES, name)
        else:  # one image with one mask of its name: an instance file, or a label image
            undecided = undecided or name
    if not evidence and undecided is not None:
        evidence[LABEL_FOLDERS] = undecided
    for folder, files in sorted(rest.items()):
        name = folder.relative_to(src).as_posix()
        images, masks = _images_and_masks(files)
        if are_numbered(images, masks, src):
            evidence.setdefault(INSTANCE_NAMES, name)
        elif any(sample.masks for sample in match_by_name(images, masks, src, [])):
            evidence.setdefault(LABEL_SUFFIXES, name)
    return evidence


def _images_and_masks(files: list[Path]) -> tuple[list[tuple[str, Path]], list[tuple[str, Path]]]:
    """Tell the images of one folder from the masks beside them."""
    images: list[tuple[str, Path]] = []
    masks: list[tuple[str, Path]] = []
    for path in natsorted(files, key=lambda path: path.name):
        stem = stem_of(path)
        is_image = without_mask_suffix(stem) is None and without_mask_number(stem) is None
        (images if is_image else masks).append(("", path))
    return images, masks


def _nothing_found(layout: MaskLayout, form: str | None, rest: dict[Path, list[Path]]) -> str:
    expected = "\n".join(
        f"  {name}: {text}" for name, text in FORMS.items() if form in (None, name)
    )
    counts = Counter(path.suffix.lower() for files in rest.values() for path in files)
    files = ", ".join(f"{count} {suffix}" for suffix, count in counts.most_common()) or "none"
    problems = "".join(f"\n  {problem}" for problem in layout.problems[:10])
    found = next(layout.src.rglob("*.json"), None)
    hint = (
        f"\nif {found.name} is COCO, it is ready: python -m mmcsam check {found}" if found else ""
    )
    return (
        f"no image with a mask was found in {layout.src}; expected one of\n{expected}\n"
        "or folders named by --image-folders and --mask-folders\n"
        f"image files outside such folders: {files}{hint}{problems}"
    )
