"""What so many outlined images are worth: trainings on few real images, from two starts."""

import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from reproduction.study import read_json
from subprocesses import (
    REPOSITORY,
    command_words,
    last_checkpoint,
    run_logged,
    training_words,
)

from mmcsam.evaluation.evaluation import MEAN
from mmcsam.jobs import write_json

STARTS = ("drawn", "imagenet")
GUIDE_CONFIG = REPOSITORY / "configs/lite_unet_segpc.py"
DETECTOR_CONFIG = REPOSITORY / "configs/lite_csam_prior_segpc.py"


@dataclass(frozen=True)
class FewLabelsRun:
    """One training.

    Attributes:
        start: ``drawn``, the model that comes with mmcsam, or ``imagenet``.
        images: Number of real images; 0 tests the drawn model as it is.
        seed: Chooses the images, and is the training's.
    """

    start: str
    images: int
    seed: int

    @property
    def name(self) -> str:
        """Name of its folder."""
        return f"{self.start}_{self.images}_seed_{self.seed}"


class FewLabels:
    """Runs in a folder; what is done there already is not done again.

    Args:
        model: The packed model to start from.
        environment: Variables of the processes, see ``prepare_data``.
        work_dir: Folder for everything.
        iterations: Of the detector's training from ImageNet, and as many of its guide.
    """

    def __init__(
        self, model: Path, environment: dict[str, str], work_dir: Path, iterations: int
    ) -> None:
        self.model = model
        self.environment = environment
        self.dir = work_dir
        self.iterations = iterations
        self.pictures = Path(environment["SEGPC_ROOT"])
        self.annotations = Path(environment["SEGPC_ANNOTATIONS"])

    def result(self, run: FewLabelsRun) -> dict:
        """Train and test if it was not done yet, and return the figures with their protocol."""
        file = self.dir / run.name / "result.json"
        if not file.is_file():
            start = time.perf_counter()
            names: list[str] = []
            model = self.model
            if run.images:
                subset, names = self._subset(run)
                model = self._trained(run, subset)
            seconds = time.perf_counter() - start
            write_json(
                file,
                {
                    "start": run.start,
                    "seed": run.seed,
                    "images": names,
                    "training_seconds_of_last_start": round(seconds, 1),
                    "figures": self._figures(run, model),
                },
            )
        return read_json(file)

    def _subset(self, run: FewLabelsRun) -> tuple[Path, list[str]]:
        """Write the annotations of images chosen by seed; the first 5 are among the first 10."""
        coco = read_json(self.annotations / "instances_train.json")
        order = np.random.default_rng(run.seed).permutation(len(coco["images"]))
        images = [coco["images"][number] for number in sorted(order[: run.images])]
        chosen = {image["id"] for image in images}
        kept = [entry for entry in coco["annotations"] if entry["image_id"] in chosen]
        path = self.dir / run.name / "instances.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, coco | {"images": images, "annotations": kept})
        return path, [image["file_name"] for image in images]

    def _trained(self, run: FewLabelsRun, subset: Path) -> Path:
        if run.start == "imagenet":
            return self._from_imagenet(run, subset)
        out = subset.with_name(f"{run.name}.mmcsam")
        words = command_words("fine-tune", self.pictures, subset, "--model", self.model)
        words += ["--out", str(out), "--seed", str(run.seed)]
        words += ["--work-dir", str(subset.with_name("training"))]
        self._run(words, run)
        return out

    def _from_imagenet(self, run: FewLabelsRun, subset: Path) -> Path:
        from mmcsam.inference import pack_model

        folder = subset.parent
        guide = [
            f"max_iters={self.iterations}",
            f"train_cfg.max_iters={self.iterations}",
            f"train_cfg.val_interval={self.iterations}",
            f"param_scheduler.total_steps={self.iterations}",
            f"train_dataloader.dataset.ann_file={subset}",
        ]
        self._train(run, GUIDE_CONFIG, folder / "guide", guide)
        detector = [
            f"train_cfg.max_iters={self.iterations}",
            f"train_cfg.val_interval={self.iterations}",
            f"param_scheduler.1.T_max={self.iterations - 50}",
            f"param_scheduler.1.end={self.iterations}",
            f"train_dataloader.dataset.ann_file={subset}",
            f"model.guide.checkpoint={last_checkpoint(folder / 'guide')}",
        ]
        self._train(run, DETECTOR_CONFIG, folder / "training", detector)
        out = folder / f"{run.name}.mmcsam"
        return pack_model(DETECTOR_CONFIG, last_checkpoint(folder / "training"), out, subset)

    def _train(self, run: FewLabelsRun, config: Path, folder: Path, options: list[str]) -> None:
        if (folder / "done").is_file():
            return
        self._run(training_words(config, folder, [f"randomness.seed={run.seed}", *options]), run)
        (folder / "done").touch()

    def _figures(self, run: FewLabelsRun, model: Path) -> dict[str, float | None]:
        """Return figures on the validation images: at score 0.5 but for the AP."""
        from mmcsam.fine_tuning.held_back import predict_held_back
        from mmcsam.inference import read_card
        from mmcsam.report.evaluate_files import evaluate_files

        truth = self.annotations / "instances_validation.json"
        (own,) = (category["name"] for category in read_json(truth)["categories"])
        classes = {own: read_card(model).classes[0]}
        found = self.dir / run.name / "predictions.json"
        predict_held_back(model, truth, self.pictures, found, classes)
        (evaluated,) = evaluate_files(truth, [(run.name, found)], resamples=1).models
        values = {key: measured.value for key, measured in evaluated.figures[MEAN].items()}
        return {key: None if math.isnan(value) else value for key, value in values.items()}

    def _run(self, words: list[str], run: FewLabelsRun) -> None:
        run_logged(words, self.environment, self.dir / run.name / "log.txt", f"[{run.name}] ")
