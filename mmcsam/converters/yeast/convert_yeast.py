"""Convert yeast cells in microstructures to COCO instance segmentation."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from mmcsam.coco.writer import DatasetInfo, json_name, write_coco
from mmcsam.converters.assembly import assemble_coco, stale_notes
from mmcsam.converters.conversion_report import ConversionReport
from mmcsam.converters.split_folders import SPLITS
from mmcsam.converters.written_image import check_depth, mapping_note
from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.intensity_range import find_intensity_mapping
from mmcsam.jobs.output_guard import OutputGuard
from mmcsam.jobs.problem import UnusableFileError
from mmcsam.jobs.staging import staged
from mmcsam.jobs.workers import map_in_processes

from .class_map import ClassMap
from .image import YeastImage, YeastImageConverter
from .tensors import read_classes, read_input
from .tree import YeastTree, find_yeast

CLASSES = ("trap=0", "cell=1")
INFO = DatasetInfo(
    "Yeast cells in microstructures with exact masks. Reich et al., An instance segmentation "
    "dataset of yeast cells in microstructures, EMBC 2023."
)


def convert_yeast(
    src: str | Path,
    out: str | Path,
    classes: Sequence[str] = CLASSES,
    intensity: tuple[float, float] | None = None,
    overwrite: bool = False,
    workers: int | None = None,
) -> ConversionReport:
    """Write ``out/instances_<split>.json`` and ``out/images/<split>/<id>.png`` for each split.

    ``file_name`` is relative to ``out``, so ``data_root=out`` with an empty image prefix finds the
    images. One mapping of intensities to 8 bits serves all images; ``info`` of each JSON records
    it as ``intensity``. Masks are exact, as compressed RLE; boxes are the masks' own. Each
    annotation's ``instance_number`` is the mask's place in its file, from 1. All files are
    written, or none.

    Args:
        src: The data set's folder or one above it.
        out: Folder of the output; made if missing. What an earlier run wrote is replaced.
        classes: The class numbers by name, such as "trap=0" or "cell=2,3". Category ids count
            from 1 in this order.
        intensity: What becomes 0 and 255; None takes percentiles 0.1 and 99.9 of the training
            images, or of all where there are none.
        overwrite: Replace files of these names that another program wrote, or that were changed
            since this one did.
        workers: Processes; None for one a processor core.

    Returns:
        ConversionReport: Counts, notes on boxes and clipped values, and every file that was
        skipped with the reason.

    Raises:
        FileExistsError: If a file that this program did not write, or one that is read, would be
            replaced.
        FileNotFoundError: If ``src`` does not exist or holds no images.
        NotADirectoryError: If ``src`` or ``out`` is a file.
        OSError: If the files cannot be written.
        ValueError: If an argument is out of range, a class number has no name, or no image can be
            used.
    """
    class_map = ClassMap.parse(classes)
    mapping = None if intensity is None else IntensityMapping(*intensity)
    tree, out = find_yeast(src), Path(out)
    report = ConversionReport(problems=list(tree.problems))
    samples = [sample for split in SPLITS for sample in tree.splits.get(split, ())]
    guard = OutputGuard(out, [sample.file("inputs") for sample in samples], overwrite)
    guard.check(json_name(split) for split in tree.splits)
    report.notes += class_map.check(_count_classes(tree))
    if mapping is None:
        chosen = tree.splits.get("train", samples)
        which = "the training images" if "train" in tree.splits else "all images"
        files = [sample.file("inputs") for sample in chosen]
        mapping = find_intensity_mapping(partial(read_input, name=""), files, which, workers)
    written = {}
    with staged(out, guard) as stage:
        convert = YeastImageConverter(tree.src, stage, class_map, mapping)
        results: dict[str, list[YeastImage]] = {split: [] for split in tree.splits}
        converted = map_in_processes(convert, samples, workers, "converting")
        for sample, result in zip(samples, converted, strict=True):
            results[sample.split].append(result)
        check_depth(result for images in results.values() for result in images)
        for split in filter(results.get, SPLITS):
            written[split] = assemble_coco(split, results[split], class_map.names, INFO, report)
            written[split]["info"]["intensity"] = mapping.info()
            report.notes.append(mapping_note(split, results[split], mapping))
            report.notes += _box_notes(split, results[split])
        if not any(counts.images for counts in report.counts.values()):
            problems = "".join(f"\n  {problem}" for problem in report.problems[:10])
            raise ValueError(
                f"none of the {len(samples)} images in {src} can be used; the first "
                f"of {len(report.problems)} problems:{problems}"
            )
        write_coco(stage, written)
    report.notes += stale_notes(out, written)
    report.files = {split: out / json_name(split) for split in written}
    return report


def _count_classes(tree: YeastTree) -> Counter[int]:
    """Count the class numbers of all images, with masks or without."""
    counts: Counter[int] = Counter()
    for samples in tree.splits.values():
        for sample in samples:
            try:
                counts.update(read_classes(sample.file("classes"), "").tolist())
            except UnusableFileError:
                continue  # the conversion reports it
    return counts


def _box_notes(split: str, images: list[YeastImage]) -> list[str]:
    notes = []
    gaps = [gap for image in images for gap in image.box_gaps]
    if gaps:
        first = next(image.file_name for image in images if image.box_gaps)
        notes.append(
            f"{split}: {len(gaps)} of {sum(image.boxes for image in images)} boxes are not their "
            f"mask's, by up to {max(gaps):g} pixels (first: {first}); the masks' own are written"
        )
    unread = [image.box_problem for image in images if image.box_problem]
    if unread:
        notes.append(
            f"{split}: the boxes of {len(unread)} images could not be compared with the masks "
            f"(first: {unread[0]})"
        )
    return notes
