"""Find out how a lab keeps its images and masks."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from mmcsam.images.lab_file_names import without_mask_suffix
from mmcsam.jobs.problem import Problem

from .folders import FolderPair, find_folder_pairs
from .matching import match_by_name
from .sample import MaskSample

INSTANCE_FILES, LABEL_FOLDERS, LABEL_SUFFIXES = "instance-files", "label-folders", "label-suffixes"
FORMS = {
    INSTANCE_FILES: "a folder a sample, <sample>/images/<image>.png with one file an instance in "
    "<sample>/masks/",
    LABEL_FOLDERS: "images/<name>.png with a label image masks/<name>.tif, or labels/ or gt/",
    LABEL_SUFFIXES: "<name>.png with a label image <name>_masks.png, <name>_mask.tif or "
    "<name>_label.tif beside it",
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


def find_layout(src: str | Path, form: str | None = None) -> MaskLayout:
    """Find images and their masks at any depth.

    Args:
        src: The data set's folder.
        form: One of ``FORMS``; None finds it.

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
    pairs, rest = find_folder_pairs(src, layout.problems, byproducts)
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
    layout.form = form or next(iter(evidence), "")
    if layout.form == LABEL_SUFFIXES:
        for folder in sorted(rest):
            layout.samples += _match_suffixes(folder, rest[folder], layout)
    else:
        for pair in pairs:
            read = pair.as_instance_files if layout.form == INSTANCE_FILES else pair.as_label_images
            layout.samples += read(src, layout.problems)
        ignored = [path for folder in sorted(rest) for path in rest[folder]]
        if pairs and ignored:
            layout.notes.append(
                f"{len(ignored)} files beside the folders of images and masks were ignored "
                f"(first: {ignored[0].relative_to(src).as_posix()})"
            )
    if not any(sample.masks for sample in layout.samples):
        raise FileNotFoundError(_nothing_found(layout, form, rest))
    return layout


def _evidence(pairs: list[FolderPair], rest: dict[Path, list[Path]], src: Path) -> dict[str, str]:
    """Return the forms that are found, each with a folder where it is."""
    evidence: dict[str, str] = {}
    undecided = None
    for pair in pairs:
        name = pair.folder.relative_to(src).as_posix()
        if not pair.images or not pair.masks:
            continue
        if len(pair.images) > 1:
            evidence.setdefault(LABEL_FOLDERS, name)
        elif len(pair.masks) > 1 or not pair.matches_by_name(src):
            evidence.setdefault(INSTANCE_FILES, name)
        else:  # one image with one mask of its name: an instance file, or a label image
            undecided = undecided or name
    if not evidence and undecided is not None:
        evidence[LABEL_FOLDERS] = undecided
    for folder, files in sorted(rest.items()):
        if any(sample.masks for sample in _match_suffixes(folder, files, MaskLayout(src))):
            evidence.setdefault(LABEL_SUFFIXES, folder.relative_to(src).as_posix())
    return evidence


def _match_suffixes(folder: Path, files: list[Path], layout: MaskLayout) -> list[MaskSample]:
    """Match the masks of one folder with the images in it."""
    images = [("", path) for path in files if without_mask_suffix(path.stem) is None]
    masks = [("", path) for path in files if without_mask_suffix(path.stem) is not None]
    return match_by_name(images, masks, layout.src, layout.problems)


def _nothing_found(layout: MaskLayout, form: str | None, rest: dict[Path, list[Path]]) -> str:
    expected = "\n".join(
        f"  {name}: {text}" for name, text in FORMS.items() if form in (None, name)
    )
    counts = Counter(path.suffix.lower() for files in rest.values() for path in files)
    files = ", ".join(f"{count} {suffix}" for suffix, count in counts.most_common()) or "none"
    problems = "".join(f"\n  {problem}" for problem in layout.problems[:10])
    return (
        f"no image with a mask was found in {layout.src}; expected one of\n{expected}\n"
        f"image files outside such folders: {files}{problems}"
    )
