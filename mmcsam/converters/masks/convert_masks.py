"""Convert a lab's own masks to COCO instance segmentation."""

from collections.abc import Collection, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from mmcsam.coco.writer import DatasetInfo, json_name, write_coco
from mmcsam.converters.assembly import assemble_coco, stale_notes
from mmcsam.converters.conversion_report import ConversionReport
from mmcsam.converters.split_folders import SPLITS
from mmcsam.converters.written_image import check_depth, mapping_note
from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.intensity_range import find_intensity_mapping
from mmcsam.images.pixel_file import TIFF_SUFFIXES
from mmcsam.jobs.output_guard import OutputGuard
from mmcsam.jobs.problem import Problem
from mmcsam.jobs.staging import staged
from mmcsam.jobs.workers import map_in_processes

from .image import MasksImage, MasksImageConverter
from .image_file import read_image
from .layout import FORMS, INSTANCE_FILES, INSTANCE_NAMES, OUTLINES, find_layout
from .mask_reader import MaskReader
from .sample import MaskSample
from .splits import assign_splits
from .suspicions import check_kind

INFO = DatasetInfo("Instance masks, exact.")


def convert_masks(
    src: str | Path,
    out: str | Path,
    form: str | None = None,
    image_folders: Collection[str] | None = None,
    mask_folders: Collection[str] | None = None,
    components: bool = False,
    background: int | str | None = None,
    ignore: Sequence[int] | None = None,
    category: str = "cell",
    validation_share: float | None = None,
    seed: int = 0,
    allow_empty: bool = False,
    write_images: bool = False,
    intensity: tuple[float, float] | None = None,
    overwrite: bool = False,
    workers: int | None = None,
) -> ConversionReport:
    """Write ``out/instances_<split>.json`` for the images and masks found in ``src``.

    Forms: a folder a sample with one file an instance (``instance-files``), one file an instance
    under the name of its image and a number (``instance-names``), label images in a folder beside
    the images (``label-folders``), or beside each image under a name with a suffix
    (``label-suffixes``), or outlines of Labelme or ImageJ (``outlines``). Masks are exact, as
    compressed RLE with holes and separate parts; a label of several parts is one instance.
    ``file_name`` is relative to ``src``, or to ``out`` where
    images are written, for MMDetection's ``data_root`` with an empty image prefix. Each
    annotation's ``instance_number`` is its label, or the place of its file or component, from 1.
    All files are written, or none.

    Args:
        src: Folder of images and masks; folders called train, validation, valid, val and test are
            splits, and without them all images are for training.
        out: Folder of the output; made if missing. What an earlier run wrote is replaced.
        form: One of the forms; None finds it.
        image_folders: Names of the folders of images, such as "raw"; None for those that are
            common.
        mask_folders: Names of the folders of masks beside them, likewise.
        components: Take each 8-connected component of a value as an instance, as semantic masks
            need it. Parts of a label with nothing but other labels between them stay together.
        background: The background's value in the masks, 0xRRGGBB for a colour, or "largest" or
            "commonest" of each mask's values; None finds it.
        ignore: Values of pixels that belong to no cell and are no background; None refuses masks
            with a value that looks so.
        category: Name of the one class.
        validation_share: Draw this share of the training images for validation, in (0, 1).
        seed: Of the draw.
        allow_empty: Keep images without a mask file, as images without cells.
        write_images: Write each image to ``out/images`` as an 8-bit PNG file. MMDetection reads
            images as 8 bits, and others wrongly.
        intensity: What becomes 0 and 255 in images of more than 8 bits. Where images are not
            written, these stay as they are, and mmcsam reads them by this record. None refuses
            them; or for images that are written keeps the values of those of 8 bits, and takes
            percentiles 0.1 and 99.9 of the training images of others.
        overwrite: Replace files of these names that another program wrote, or that were changed
            since this one did.
        workers: Processes; None for one a processor core.

    Returns:
        ConversionReport: Counts, notes on what is suspicious, and every file that was skipped with
        the reason.

    Raises:
        FileExistsError: If a file that this program did not write, or one that is read, would be
            replaced.
        FileNotFoundError: If ``src`` does not exist or holds no image with a mask.
        NotADirectoryError: If ``src`` or ``out`` is a file.
        OSError: If the files cannot be written.
        ImportError: If there are TIFF files and tifffile is not installed.
        ValueError: If an argument is out of range, masks are of several forms or look semantic,
            their background is not clear, or no image can be used.
    """
    if not category:
        raise ValueError("the category needs a name, such as cell")
    if validation_share is not None and not 0 < validation_share < 1:
        raise ValueError(f"validation_share must be between 0 and 1, got {validation_share}")
    src, out = Path(src), Path(out)
    if write_images:
        _check_apart(src, out)
    mapping = None if intensity is None else IntensityMapping(*intensity)
    layout = find_layout(src, form, image_folders, mask_folders)
    if components and layout.form in (INSTANCE_FILES, INSTANCE_NAMES, OUTLINES):
        raise ValueError(
            f"{src} holds instances told apart ({FORMS[layout.form]}); --components is for "
            "semantic masks. Leave it out, or give --form label-folders"
        )
    splits = assign_splits(layout, validation_share, seed, allow_empty)
    items = [(split, sample) for split in SPLITS for sample in splits.get(split, ())]
    files = [path for _, sample in items for path in (sample.image, *(sample.masks or ()))]
    _require_tifffile(files)
    guard = OutputGuard(out, files, overwrite)
    guard.check(json_name(split) for split in splits)
    report = ConversionReport(notes=[f"form: {layout.form}, {FORMS[layout.form]}"])
    if write_images and mapping is None:
        mapping = _find_mapping(splits, workers)
    with staged(out, guard) as stage:
        convert = MasksImageConverter(
            src,
            layout.form,
            components,
            MaskReader(background, ignore),
            stage if write_images else None,
            mapping,
        )
        results: dict[str, list[MasksImage]] = {split: [] for split in splits}
        converted = map_in_processes(convert, items, workers, "converting")
        for (split, _), result in zip(items, converted, strict=True):
            results[split].append(result)
        report.notes += layout.notes
        report.problems += layout.problems
        report.notes += _check(results, form is not None, report.problems)
        if intensity is not None and not write_images:
            _require_deep(results)
        written = _assemble(results, category, mapping, report)
        write_coco(stage, written)
    report.notes += stale_notes(out, written)
    report.files = {split: out / json_name(split) for split in written}
    return report


def _check_apart(src: Path, out: Path) -> None:
    src = src.resolve()
    for written in (out.resolve() / "images" / split for split in SPLITS):
        if written in (src, *src.parents) or src in written.parents:
            raise ValueError(
                f"{written} is, holds or lies in {src}: images written there would be taken for "
                "more data at the next run; give another folder"
            )


def _require_tifffile(files: list[Path]) -> None:
    first = next((path for path in files if path.suffix.lower() in TIFF_SUFFIXES), None)
    if first is not None and find_spec("tifffile") is None:
        raise ImportError(f'{first} needs tifffile: pip install "mmcsam[formats]"', name="tifffile")


def _find_mapping(splits: dict[str, list[MaskSample]], workers: int | None) -> IntensityMapping:
    which = "the training images" if "train" in splits else "all images"
    samples = splits.get("train") or [sample for each in splits.values() for sample in each]
    images = [sample.image for sample in samples]
    return find_intensity_mapping(partial(read_image, name=""), images, which, workers)


def _check(
    results: dict[str, list[MasksImage]], form_given: bool, problems: list[Problem]
) -> list[str]:
    """Return notes on what is suspicious in a data set.

    Raises:
        ValueError: If there is no image, or images or masks are not of one kind.
    """
    usable = [image for images in results.values() for image in images if image.entry]
    if not usable:
        problems = [*problems, *(p for each in results.values() for i in each for p in i.problems)]
        shown = "".join(f"\n  {problem}" for problem in problems[:10])
        raise ValueError(f"no image can be used; the first of {len(problems)} problems:{shown}")
    check_depth(usable)
    return check_kind(usable, form_given)


def _require_deep(results: dict[str, list[MasksImage]]) -> None:
    if all(image.dtype == "uint8" for each in results.values() for image in each if image.entry):
        raise ValueError(
            "an intensity range is for images of more than 8 bits, and all of these have 8: leave "
            "it out, or to change their values add --write-images"
        )


def _assemble(
    results: dict[str, list[MasksImage]],
    category: str,
    mapping: IntensityMapping | None,
    report: ConversionReport,
) -> dict[str, dict]:
    """Return a COCO data set by split."""
    written = {}
    for split in filter(results.get, SPLITS):
        written[split] = assemble_coco(split, results[split], (category,), INFO, report)
        if mapping is not None:
            written[split]["info"]["intensity"] = mapping.info()
            report.notes.append(mapping_note(split, results[split], mapping))
    return written
