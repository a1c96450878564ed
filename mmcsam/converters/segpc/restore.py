"""Write COCO instances as SegPC-2021's mask files and as a submission to the challenge."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from mmcsam.coco.data import CocoData, CocoImage
from mmcsam.coco.reader import read_coco
from mmcsam.images.lossless import write_lossless
from mmcsam.jobs.killed_runs import finish_killed_runs
from mmcsam.jobs.output_guard import OutputGuard
from mmcsam.jobs.problem import Problem
from mmcsam.jobs.staging import staged
from mmcsam.jobs.workers import map_in_processes

from .cell_masks import VALUES, group_cells, paint_cells
from .submission import submission_line

FORMATS = ("masks", "submission")
_PIXELS = 2**30  # OpenCV, which reads them back, ends here


@dataclass
class RestoreReport:
    """What was written.

    Attributes:
        images: Images of the COCO file.
        cells: Cells written.
        without_nucleus: Cells that are cytoplasm all over, as they have no nucleus.
        without_cell: Predicted nuclei that lie in no predicted cell; not written.
        written: Folders of masks and the submission file.
        notes: What was read though it is not as COCO has it.
        problems: Damaged masks, which are left out.
    """

    images: int = 0
    cells: int = 0
    without_nucleus: int = 0
    without_cell: int = 0
    written: tuple[Path, ...] = ()
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the closing table."""
        rows = {key: value for key, value in vars(self).items() if isinstance(value, int)}
        lines = [f"{key.replace('_', ' '):16}{value:10,}" for key, value in rows.items()]
        lines += [f"written: {path}" for path in self.written]
        lines += [f"note: {note}" for note in self.notes]
        if self.problems:
            lines.append(f"skipped: {len(self.problems)}")
        return "\n".join(lines + [f"  {problem}" for problem in self.problems])


def restore_segpc(
    ann_file: str | Path,
    out: str | Path,
    prediction_file: str | Path | None = None,
    formats: Sequence[str] = FORMATS,
    score_thr: float = 0.5,
    workers: int | None = None,
    overwrite: bool = False,
) -> RestoreReport:
    """Write ground truth or predictions in SegPC-2021's own forms.

    Masks go to ``<image>_<instance>.bmp`` with 0 background, 20 cytoplasm and 40 nucleus, in a
    folder ``y`` where the image is in a folder ``x``: ``train/x/106.bmp`` gives
    ``train/y/106_1.bmp``. What ``convert_segpc`` read with the classes nucleus and cytoplasm comes
    back pixel for pixel. Cells of class cell alone are 20 all over. All is written, or nothing.

    Args:
        ann_file: COCO JSON with the classes nucleus, cytoplasm and cell, or some of them.
        out: Folder for masks and ``submission.txt``. It must not hold masks already.
        prediction_file: COCO result list for the images of ``ann_file``; None writes the
            annotations. Predictions need the class cell.
        formats: "masks", "submission" or both.
        score_thr: Leave out predictions below this score.
        workers: Processes; None for one a processor core.
        overwrite: Replace a ``submission.txt`` that this program did not write.

    Raises:
        FileExistsError: If ``out`` holds masks where new ones would go, or a ``submission.txt`` of
            others that is not to be overwritten.
        OSError: If a file cannot be read or written.
        ValueError: If an argument is out of range, the files do not fit each other, the classes are
            others, an image has more than 2^30 pixels, or two images have one name.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise ValueError(f"formats must be one or more of {FORMATS}, got {formats}")
    problems: list[Problem] = []
    coco = read_coco(ann_file, prediction_file, score_thr, problems)
    _check_classes(coco, ann_file, prediction_file is not None)
    out = Path(out)
    folders = sorted({mask_folder(image.file_name) for image in coco.images})
    if "masks" in formats:
        if out.is_dir():
            finish_killed_runs(out)
        for folder in folders:
            if any((out / folder).glob("*_*.bmp")):
                raise FileExistsError(
                    f"{out / folder} holds masks already, which must not mix with new ones; give "
                    "another folder for the output"
                )
    stems = Counter(PurePosixPath(image.file_name).stem for image in coco.images)
    twice = [stem for stem, count in stems.items() if count > 1]
    if "submission" in formats and twice:
        raise ValueError(
            f"{ann_file}: {stems[twice[0]]} images are called {twice[0]}, which a submission "
            'cannot tell apart; write one split at a time, or the masks only (formats=("masks",))'
        )
    broken = [stem for stem in stems if any(mark in stem for mark in "\t\r\n")]
    if "submission" in formats and broken:
        raise ValueError(
            f"{ann_file}: an image is called {broken[0]!r}; a submission has a line an image and "
            "tabs between its cells; give the image another name"
        )
    report = RestoreReport(len(coco.images), notes=coco.notes, problems=problems)
    read = [Path(ann_file), *([] if prediction_file is None else [Path(prediction_file)])]
    guard = OutputGuard(out, read, overwrite)
    if "submission" in formats:
        guard.check(["submission.txt"])
    with staged(out, guard) as stage:
        write = partial(_write_image, stage=stage, formats=tuple(formats))
        lines = []
        for line, counts in map_in_processes(write, coco.images, workers, "writing"):
            lines.append(line)
            report.cells += counts["cells"]
            report.without_nucleus += counts["without_nucleus"]
            report.without_cell += counts["without_cell"]
        if "submission" in formats:
            text = "\n".join(lines)
            (stage / "submission.txt").write_text(text, encoding="utf-8", errors="surrogateescape")
    written = (out / folder for folder in folders if "masks" in formats)
    report.written = tuple(folder for folder in written if folder.is_dir())
    if "submission" in formats:
        report.written += (out / "submission.txt",)
    return report


def mask_folder(file_name: str) -> PurePosixPath:
    """Return where an image's masks go: ``train/y`` for ``train/x/106.bmp``.

    Raises:
        ValueError: If the path would lead out of the output folder.
    """
    folder = PurePosixPath(file_name).parent
    if folder.is_absolute() or ".." in folder.parts:
        raise ValueError(
            f"the image's path {file_name} must be relative to the data root and inside it; "
            "change file_name in the COCO file"
        )
    return folder.with_name("y") if folder.name == "x" else folder / "y"


def _check_classes(coco: CocoData, ann_file: str | Path, predictions: bool) -> None:
    unknown = [name for name in coco.categories if name not in VALUES]
    if unknown:
        raise ValueError(
            f"{ann_file}: the class {unknown[0]!r} has no place in SegPC's masks; expected "
            f"{', '.join(VALUES)}"
        )
    for image in coco.images:
        if image.width * image.height > _PIXELS:
            raise ValueError(
                f"{ann_file}: {image.file_name} has {image.width}x{image.height} pixels, and a "
                "mask of that size for each cell; `python -m mmcsam export` writes other forms"
            )
    numbered = all(i.instance_number is not None for image in coco.images for i in image.instances)
    if not numbered and "cell" not in coco.categories:
        raise ValueError(
            f"{ann_file}: expected the class cell, to tell which nucleus and cytoplasm belong "
            f"together, {'in predictions' if predictions else 'or an instance_number of each'}"
        )


def _write_image(
    image: CocoImage, stage: Path, formats: tuple[str, ...]
) -> tuple[str, dict[str, int]]:
    """Write one image's masks; return its line of the submission and its counts."""
    path = PurePosixPath(image.file_name)
    groups, without_cell = group_cells(image)
    masks = dict(paint_cells(groups))
    if "masks" in formats:
        folder = stage / mask_folder(image.file_name)
        if masks:
            folder.mkdir(parents=True, exist_ok=True)
        for number, mask in masks.items():
            write_lossless(folder / f"{path.stem}_{number}.bmp", mask)
    line = submission_line(path.stem, masks.values()) if "submission" in formats else ""
    nuclei = [any(p.category == "nucleus" for p in parts) for parts in groups.values()]
    counts = {
        "cells": len(masks),
        "without_nucleus": nuclei.count(False),
        "without_cell": without_cell,
    }
    return line, counts
