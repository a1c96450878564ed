"""One training from finished images to a new model: what the background process does.

python -m mmcsam.web.learning.training FOLDER

Interrupted, it goes on where it stopped when it is started again with the same folder.
"""

import os
import shutil
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, cast

from mmcsam.coco.reader import read_json
from mmcsam.fine_tuning.class_map import match_classes
from mmcsam.fine_tuning.held_back import predict_held_back
from mmcsam.fine_tuning.recipe import Recipe
from mmcsam.fine_tuning.training import train_further
from mmcsam.inference.model.packed_model import (
    read_card,
    read_packed_model,
    write_packed_model,
)
from mmcsam.jobs.whole_file import write_json
from mmcsam.report.evaluate_files import evaluate_files
from mmcsam.report.evaluation_run import EvaluationRun

from .comparison import comparison_table, outcome_words
from .plan import Stage, plan_stages
from .progress import seconds_an_iteration
from .training_folder import TrainingFolder
from .training_set import TrainingSet, card_of_windows, write_part

_NICE = 19  # whoever corrects meanwhile comes first
_PACE = 4  # iterations to measure with


class Training:
    """One training.

    Args:
        folder: Holds ``job.json`` and the finished images' annotations; receives all else.
    """

    def __init__(self, folder: TrainingFolder) -> None:
        self.folder = folder
        self.job = folder.read("job")
        self.model = Path(self.job["model"])
        self.truth = cast(dict[str, Any], read_json(folder.truth))
        self.card = read_card(self.model)
        self.truth["categories"] = _needed(self.truth, self.card.classes)
        names = [category["name"] for category in self.truth["categories"]]
        try:
            self.matched = match_classes(names, self.card.classes)
        except ValueError as error:
            stranger = next(name for name in names if name not in self.card.classes)
            raise ValueError(
                f"the model has no class {stranger!r}, only {', '.join(self.card.classes)}; choose "
                "a model that knows it, or give its cells another class"
            ) from error
        self.own = {name: name for name in self.matched}

    def run(self) -> None:
        """Train, compare, and write the new model and ``outcome.json``."""
        windows = self._windows()
        stages = self._plan(windows)
        found: dict[str, list] = {"old": [], "new": []}
        for stage in stages:
            model = self._train(stage, windows)
            if stage.judged:
                found["old"] += self._judge(stage, self.model, self.matched, "old")
                found["new"] += self._judge(stage, model, self.own, "new")
        out = self._keep(self._file(stages[-1]))
        judged = {image for stage in stages for image in stage.judged}
        run = self._compare(judged, found) if judged else None
        learned = set(stages[-1].learned)
        words = outcome_words(self._count(learned), self._count(judged), len(stages) > 1, run)
        self.folder.write(
            "outcome",
            {
                "state": "finished",
                "message": words,
                "table": None if run is None else comparison_table(run),
                "model": out.stem,
            },
        )
        self._tidy(stages)

    def _windows(self) -> dict:
        known = self.folder.read("windows")
        if known is None:
            job = self.job
            maker = TrainingSet(self.card, job["cell_width"], job["pixel_size"], self.folder.path)
            known = maker.write(self.truth, lambda image: Path(image["file_name"]))
            start = replace(card_of_windows(self.card), name=self.card.name)
            write_packed_model(self._start, start, read_packed_model(self.model)[1])
            self.folder.write("windows", known)
        return known

    @property
    def _start(self) -> Path:
        """The model to start from, as it takes windows."""
        return self.folder.path / "start.mmcsam"

    def _plan(self, windows: dict) -> list[Stage]:
        known = self.folder.read("plan")
        if known is None:
            work, everything = self.folder.path / "pace", self._part("all", windows, None)
            batch = min(4, len(windows["images"]))
            recipe = Recipe(_PACE, batch, folds=0, validations=1)
            shutil.rmtree(work, ignore_errors=True)
            out = work / "pace.mmcsam"
            images = self.folder.path
            train_further(self._start, images, everything, None, self.matched, recipe, out, work)
            pace = seconds_an_iteration(work) / batch
            shutil.rmtree(work)
            stages = plan_stages(
                self.truth["images"], len(windows["images"]), pace, self.job["budget"]
            )
            self.folder.write("plan", [asdict(stage) for stage in stages])
            return stages
        return [
            Stage(**{**stage, "learned": tuple(stage["learned"]), "judged": tuple(stage["judged"])})
            for stage in known
        ]

    def _train(self, stage: Stage, windows: dict) -> Path:
        out = self._file(stage)
        if not out.is_file():
            learned = self._part(f"{out.stem}_learned", windows, set(stage.learned))
            judged = None
            if stage.choosing:
                judged = self._part(f"{out.stem}_judged", windows, set(stage.judged))
            images, work = self.folder.path, self.folder.path / out.stem
            train_further(
                self._start, images, learned, judged, self.matched, stage.recipe, out, work
            )
        return out

    def _file(self, stage: Stage) -> Path:
        return self.folder.path / f"{stage.name.replace(' ', '_')}.mmcsam"

    def _part(self, name: str, coco: dict, sources: set[int] | None) -> Path:
        everything = {image.get("source", image["id"]) for image in coco["images"]}
        path = self.folder.path / f"{name}.json"
        return write_part(coco, everything if sources is None else sources, path)

    def _judge(self, stage: Stage, model: Path, classes: dict[str, str], who: str) -> list:
        """Return what a model finds in the images of a stage, as whole images."""
        name = f"{self._file(stage).stem}_{who}"
        out = self.folder.path / f"{name}.json"
        if not out.is_file():
            truth = self._part(f"{name}_truth", self.truth, set(stage.judged))
            if who == "new":
                model = self._repacked(model, self.folder.path / f"{name}.mmcsam", self.card.name)
            options = {name: self.job[name] for name in ("cell_width", "pixel_size")}
            predict_held_back(model, truth, self.folder.path, out, classes, **options)
        return cast(list, read_json(out))

    def _repacked(self, model: Path, out: Path, name: str, description: str = "not said") -> Path:
        """Pack a model that has learned from windows so that it takes images as the old one."""
        card, weights = read_packed_model(model)
        card = replace(
            card,
            name=name,
            pipeline=self.card.pipeline,
            intensity=self.card.intensity,
            description=description,
        )
        return write_packed_model(out, card, weights)

    def _keep(self, model: Path) -> Path:
        out = Path(self.job["out"])
        images, cells = self._count({image["id"] for image in self.truth["images"]})
        words = f"{self.card.name}, trained further on {images} corrected images with {cells} cells"
        return self._repacked(model, out, out.stem, words)

    def _compare(self, judged: set[int], found: dict[str, list]) -> EvaluationRun:
        truth = self._part("judged", self.truth, judged)
        files = []
        for who, results in found.items():
            path = self.folder.path / f"judged_{who}.json"
            write_json(path, results)
            files.append((who, path))
        return evaluate_files(truth, files)

    def _count(self, images: set[int]) -> tuple[int, int]:
        """Return how many images these are, and how many cells are in them."""
        return len(images), sum(one["image_id"] in images for one in self.truth["annotations"])

    def _tidy(self, stages: list[Stage]) -> None:
        """Remove what takes room and is not needed any more."""
        for path in (*self.folder.path.glob("*.mmcsam"), *self.folder.path.glob("*/*.pth")):
            if path != self._file(stages[-1]):
                path.unlink()
        shutil.rmtree(self.folder.path / "windows", ignore_errors=True)


def _needed(truth: dict[str, Any], known: Sequence[str]) -> list[dict[str, Any]]:
    """Return the categories without those that no cell has and the model does not know.

    A project keeps the classes of every model that was ever chosen for it.
    """
    categories = truth["categories"]
    used = {one["category_id"] for one in truth["annotations"]}
    needed = [one for one in categories if one["name"] in known or one["id"] in used]
    return needed if any(one["name"] in known for one in needed) else categories


def main(folder: str) -> None:
    """Do a training; what goes wrong becomes its outcome.

    The process ends with the one that has started it, whose end of the standard input closes.
    """
    _give_way()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    training = TrainingFolder(Path(folder))
    try:
        Training(training).run()
    except Exception as error:
        kind = "" if isinstance(error, ValueError | OSError) else f"{type(error).__name__}: "
        training.write("outcome", {"state": "failed", "message": f"{kind}{error}"})
        raise


def _give_way() -> None:
    os.nice(_NICE)
    # Linux shares the processor by sessions first; without this file it does not.
    with suppress(OSError), open("/proc/self/autogroup", "w", encoding="ascii") as group:
        group.write(str(_NICE))


def _end_with_parent() -> None:
    # Not by sys.stdin, whose lock a forked process of the data loader would wait for.
    while os.read(0, 1):
        pass
    os.killpg(0, 9)  # the data loader's processes too


if __name__ == "__main__":
    main(sys.argv[1])
