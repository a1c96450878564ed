"""Check a COCO file and its images before a training run."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mmcsam.coco.image_folder import find_image
from mmcsam.coco.intensity_info import recorded_intensity
from mmcsam.jobs.output_guard import OutputGuard
from mmcsam.jobs.staging import staged
from mmcsam.jobs.workers import map_in_processes

from .check_report import CheckReport
from .entries import choose_classes, read_entries
from .finding import Finding, FindingKind
from .image_checker import ImageChecker
from .label_agreement import LabelAgreement
from .label_checker import LabelChecker
from .label_files import find_label_files
from .overlapping_fields import field_features, overlapping_fields
from .same_pictures import picture_hash, same_pictures
from .sheet import write_check_sheet


def check_coco(
    ann_file: str | Path,
    image_root: str | Path,
    classes: Sequence[str] | None = None,
    against: str | Path | None = None,
    labels: str | Path | None = None,
    read_pixels: bool = False,
    sheet: str | Path | None = None,
    sheet_images: int = 24,
    workers: int | None = None,
    overwrite: bool = False,
) -> CheckReport:
    """Find what would silently spoil a training run.

    That is: images that are missing, damaged, of another size or depth; instances that MMDetection
    drops without a word; masks, boxes, areas and ids that disagree; objects labelled twice; one
    picture under two names. ``FindingKind`` lists everything.

    Args:
        ann_file: COCO JSON.
        image_root: Folder that ``file_name`` starts from: ``data_prefix.img`` of the configuration.
        classes: Classes to train on: ``metainfo.classes``; None for all of the file.
        against: Another COCO file whose names start from the same folder, such as the validation
            file; images in both are errors, and fields that overlap are found too.
        labels: Folder of label images of the same cells, to compare with; in folders as the images
            are, or all in it.
        read_pixels: Read every image's pixels too, which finds files that were cut short.
        sheet: PNG file for a contact sheet of images with their masks.
        sheet_images: Number of images on it.
        workers: Processes; None for one a processor core.
        overwrite: Replace a sheet that this program did not write, or that was changed since.

    Returns:
        CheckReport: Counts and findings.

    Raises:
        NotADirectoryError: If ``image_root`` or ``labels`` is no folder.
        OSError: If a COCO file cannot be read or the sheet cannot be written, or would replace a
            file that is read or that this program did not write.
        ValueError: If a file is not in COCO's form, or an argument is out of range.
    """
    image_root = Path(image_root)
    if not image_root.is_dir():
        raise NotADirectoryError(f"{image_root} is no folder; give the one file_name starts from")
    if sheet is not None and Path(sheet).suffix.lower() != ".png":
        raise ValueError(f"the sheet is a PNG file; give a name that ends in .png, not {sheet}")
    if sheet_images < 1:
        raise ValueError(f"sheet_images must be 1 or more, got {sheet_images}")
    entries = read_entries(ann_file)
    class_ids = frozenset(choose_classes(entries, classes))
    report = CheckReport(Path(ann_file), len(entries.images), entries.instances)
    report.findings = entries.findings
    names = [image["file_name"] for image in entries.images]
    names_against: list[str] = []
    if against is not None:
        names_against = [image["file_name"] for image in read_entries(against).images]
        others = set(names_against)
        for image in entries.images:
            if image["file_name"] in others:
                name = image["file_name"]
                report.findings.append(
                    Finding(FindingKind.IN_BOTH_FILES, name, f"also in {against}", name)
                )
    label_files = {} if labels is None else find_label_files(Path(labels), names)
    if sheet is not None:
        read = [Path(ann_file), *(image_root / image["file_name"] for image in entries.images)]
        read += [path for path in label_files.values() if path is not None]
        guard = OutputGuard(Path(sheet).parent, read, overwrite, "--sheet")
        guard.check([Path(sheet).name])
    mapped = recorded_intensity(ann_file) is not None
    check = ImageChecker(image_root, frozenset(entries.categories), class_ids, read_pixels, mapped)
    items = [(image, entries.annotations.get(image["id"], [])) for image in entries.images]
    for result in map_in_processes(check, items, workers, "checking"):
        report.findings += result.findings
        report.trained += result.trained
        report.overlapped_pixels += result.overlapped_pixels
    if labels is not None:
        items_with_labels = [(*item, label_files[item[0]["file_name"]]) for item in items]
        compare = LabelChecker(class_ids)
        compared = list(map_in_processes(compare, items_with_labels, workers, "comparing labels"))
        report.labels = LabelAgreement.of(Path(labels), names, compared)
        compared.sort(key=lambda one: -one.disagreement)  # the worst are shown first
        report.findings += [finding for one in compared for finding in one.findings]
    report.findings += _same_pictures(image_root, names, names_against, workers)
    if names_against:
        report.findings += _overlapping_fields(image_root, names, names_against, workers)
    report.findings = [_with_another_name(finding, image_root) for finding in report.findings]
    if sheet is not None:
        path = Path(sheet)
        with staged(path.parent, guard) as stage:
            write_check_sheet(
                stage / path.name,
                entries,
                class_ids,
                report.findings,
                image_root,
                sheet_images,
                label_files,
            )
        report.sheet = path
    return report


def _same_pictures(
    image_root: Path, names: list[str], names_against: list[str], workers: int | None
) -> list[Finding]:
    """Compare the pictures of a file with one another, and with those of another split."""
    names = list(dict.fromkeys(names))
    other_names = [name for name in dict.fromkeys(names_against) if name not in set(names)]
    paths = [image_root / name for name in (*names, *other_names)]
    hashes = list(map_in_processes(picture_hash, paths, workers, "comparing")) if paths else []
    own, others = hashes[: len(names)], hashes[len(names) :]
    pairs = [(names[i], names[j], "") for i, j in same_pictures(own)]
    if others:
        pairs += [
            (names[i], other_names[j], ", which is in the other file")
            for i, j in same_pictures(own, others)
        ]
    return [
        Finding(FindingKind.SAME_PICTURE, name, f"the same as {other}{where}", name)
        for name, other, where in pairs
    ]


def _overlapping_fields(
    image_root: Path, names: list[str], names_against: list[str], workers: int | None
) -> list[Finding]:
    """Compare what the images of two splits show."""
    names, others = list(dict.fromkeys(names)), list(dict.fromkeys(names_against))
    paths = [image_root / name for name in (*names, *others)]
    fields = list(map_in_processes(field_features, paths, workers, "finding features"))
    pairs = overlapping_fields(fields[: len(names)], fields[len(names) :])
    return [
        Finding(
            FindingKind.OVERLAPPING_FIELD,
            names[i],
            f"overlaps with {others[j]} of the other file ({common} features in common)",
            names[i],
        )
        for i, j, common in pairs
    ]


def _with_another_name(finding: Finding, image_root: Path) -> Finding:
    """Add to a missing image's finding what its name may mean, which MMDetection does not ask."""
    if finding.kind is not FindingKind.MISSING_IMAGE or finding.file_name is None:
        return finding
    found = [path.relative_to(image_root) for path in find_image(image_root, finding.file_name)]
    if not found:
        return finding
    names = " or ".join(path.as_posix() for path in found[:3])
    return replace(finding, detail=f"{finding.detail}; write file_name as {names}")
