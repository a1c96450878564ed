"""Convert SegPC-2021 to COCO instance segmentation."""

from collections.abc import Collection, Sequence
from pathlib import Path

from mmcsam.coco.writer import DatasetInfo, json_name, write_coco
from mmcsam.converters.assembly import assemble_coco, stale_notes
from mmcsam.converters.conversion_report import ConversionReport
from mmcsam.converters.split_folders import SPLITS
from mmcsam.jobs.output_guard import OutputGuard
from mmcsam.jobs.staging import staged
from mmcsam.jobs.workers import map_in_processes

from .image import CLASSES, SegPCImageConverter
from .selection import drop_leaks, keep_subset
from .tree import find_segpc

INFO = DatasetInfo(
    "SegPC-2021 plasma cells with exact masks. "
    "Gupta et al., SegPC-2021: A challenge & dataset on segmentation of multiple myeloma "
    "plasma cells from microscopic images. The original images and masks may be used and shared "
    "for non-commercial purposes, with attribution, under the same licence.",
    "CC BY-NC-SA 4.0",
    "https://creativecommons.org/licenses/by-nc-sa/4.0/",
)


def convert_segpc(
    src: str | Path,
    out: str | Path,
    classes: Sequence[str] = ("cell",),
    drop_duplicates: float | None = None,
    subset: Collection[int] | None = None,
    leak_free: bool = False,
    overwrite: bool = False,
    workers: int | None = None,
) -> ConversionReport:
    """Write ``out/instances_<split>.json`` for each split found in ``src``.

    Masks are exact, as compressed RLE with holes and separate parts; a cell is every pixel of its
    mask file above 0. ``file_name`` is relative to ``src``, so ``data_root=src`` with an empty
    image prefix finds the images. Images without masks are kept. Each annotation has the
    ``instance_number`` of its mask file. All files are written, or none.

    Args:
        src: ``TCIA_SegPC_dataset`` or a folder above it.
        out: Folder of the JSON files; made if missing. What an earlier run wrote is replaced.
        classes: What to write of each cell: "cell", "nucleus", "cytoplasm" or several of them.
            Category ids count from 1 in this order.
        drop_duplicates: Drop the later of two cells of one image with an IoU above this, in (0, 1);
            None keeps all. Pairs above 0.9 are reported in any case.
        subset: Keep the images with these numbers only.
        leak_free: Leave out the validation images that share a field with a training image.
        overwrite: Replace files of these names that another program wrote, or that were changed
            since this one did.
        workers: Processes; None for one a processor core.

    Returns:
        ConversionReport: Counts, and every file that was skipped with the reason.

    Raises:
        FileExistsError: If a file that this program did not write, or one that is read, would be
            replaced.
        FileNotFoundError: If ``src`` does not exist or holds no images.
        NotADirectoryError: If ``src`` or ``out`` is a file.
        OSError: If the files cannot be written.
        ValueError: If an argument is out of range, or a number of the subset is not in ``src``.
    """
    unknown = [name for name in classes if name not in CLASSES]
    if unknown or not classes or len(set(classes)) < len(classes):
        raise ValueError(f"classes must be one or more of {CLASSES}, each once, got {classes}")
    if drop_duplicates is not None and not 0 < drop_duplicates < 1:
        raise ValueError(f"drop_duplicates must be an IoU between 0 and 1, got {drop_duplicates}")
    tree, out = find_segpc(src), Path(out)
    report = ConversionReport(problems=list(tree.problems))
    if subset is not None:
        report.notes.append(keep_subset(tree, subset))
    if leak_free:
        report.notes.append(drop_leaks(tree))
    images = [image for split in SPLITS for image in tree.splits.get(split, ())]
    guard = OutputGuard(out, [image.path for image in images], overwrite)
    guard.check(json_name(split) for split in SPLITS if tree.splits.get(split))
    convert = SegPCImageConverter(tree.src, tuple(classes), drop_duplicates)
    converted = map_in_processes(convert, images, workers, "converting")
    written = {}
    for split in SPLITS:
        if tree.splits.get(split):
            results = [next(converted) for _ in tree.splits[split]]
            written[split] = assemble_coco(split, results, classes, INFO, report)
        else:
            report.notes.append(f"no {split} images in {tree.src}: not written")
    next(converted, None)  # lets the progress bar and the processes end
    with staged(out, guard) as stage:
        write_coco(stage, written)
    report.notes += stale_notes(out, written)
    report.files = {split: out / json_name(split) for split in written}
    return report
