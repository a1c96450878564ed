"""The main job from end to end: masks to COCO, train guide and detector, test, report, draw.

python tools/demo.py                                     on a sample data set that it draws itself
python tools/demo.py --data path/to/TCIA_SegPC_dataset   on SegPC-2021's train and validation splits

Every step is a command that you can run by hand; the demo prints it. Interrupted, it goes on where
it stopped when it is started again on the same data; finished, it starts anew.
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

MMCSAM_COMMAND = "demo"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from subprocesses import (  # noqa: E402
    REPOSITORY,
    last_checkpoint,
    run_logged,
    script_words,
    training_words,
)
from timed_steps import TimedSteps  # noqa: E402

from mmcsam.cli.arguments import CommandParser  # noqa: E402
from mmcsam.cli.exit_code import UnusableInputError, exit_code, finish  # noqa: E402
from mmcsam.jobs import write_json  # noqa: E402

GUIDE_CONFIG = REPOSITORY / "configs/unet_demo.py"
DETECTOR_CONFIG = REPOSITORY / "configs/csam_demo.py"
MODEL = "cells.mmcsam"


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = CommandParser("python tools/demo.py", __doc__)
    parser.add_argument("--data", type=Path, help="a TCIA_SegPC_dataset folder, or one above it")
    parser.add_argument(
        "--work-dir", type=Path, default=Path("work_dirs/demo"), help="folder for everything"
    )
    args = parser.parse_args()
    if args.data is not None and not args.data.is_dir():
        parser.error(
            f"--data {args.data}: no such folder; expected SegPC-2021's TCIA_SegPC_dataset"
        )
    return args


class Demo:
    """The steps, with the seconds that each one took."""

    def __init__(self, data: Path | None, work_dir: Path) -> None:
        self.data = data.resolve() if data else None
        self.dir = work_dir.resolve()
        self.images = self.data or self.dir / "sample"
        self.annotations = self.dir / "annotations"
        self.state_file = self.dir / "demo_state.json"
        if self.data and self.dir in (self.data, *self.data.parents):
            raise UnusableInputError(
                f"{self.data} lies in the work dir {self.dir}: name another --work-dir"
            )
        self.steps = TimedSteps(self.state_file, self._fresh_state())
        self.steps.write()

    def run(self) -> dict:
        """Take the steps that are not done yet and return the figures."""
        if self.data is None:
            self.steps.take("make_data", self._make_data)
        self.steps.take("convert", self._convert)
        self.steps.take("train_guide", lambda: self._train(GUIDE_CONFIG, "guide"))
        self.steps.take("train_detector", lambda: self._train(DETECTOR_CONFIG, "detector"))
        self.steps.take("pack", self._pack)
        self.steps.take("test", self._test)
        self.steps.take("report", self._report)
        self.steps.take("draw", self._draw)
        figures = self._figures()
        write_json(self.dir / "metrics.json", figures)
        self.steps.write(finished=True)
        return figures

    def _fresh_state(self) -> dict:
        """Remove what a demo that is finished or on other data has left, and say what this is on.

        What an interrupted one on the same data has left stays.
        """
        fresh = {"data": str(self.images), "finished": False}
        if self.state_file.is_file():
            state = json.loads(self.state_file.read_text())
            if state["data"] == fresh["data"] and not state["finished"]:
                print(f"going on with the interrupted demo in {self.dir}")
                return fresh
        elif self.dir.is_dir() and any(self.dir.iterdir()):
            raise UnusableInputError(
                f"{self.dir} holds files that are not the demo's: name another --work-dir"
            )
        for name in ("sample", "annotations", "guide", "detector", "test", "report", "pictures"):
            shutil.rmtree(self.dir / name, ignore_errors=True)
        for name in ("metrics.json", MODEL):
            (self.dir / name).unlink(missing_ok=True)
        self.state_file.unlink(missing_ok=True)
        return fresh

    def _make_data(self) -> None:
        shutil.rmtree(self.images, ignore_errors=True)
        self._command("data_converters/make_sample_segpc.py", self.images)

    def _convert(self) -> None:
        self._command(
            "data_converters/segpc2coco.py", self.images, "--out", self.annotations, "--allow-skips"
        )
        for split in ("train", "validation"):
            if not (self.annotations / f"instances_{split}.json").is_file():
                raise UnusableInputError(
                    f"{self.images} has no {split} split: the demo needs train and validation"
                )

    def _train(self, config: Path, name: str) -> None:
        options = []
        if name == "detector":
            options.append(f"model.guide.checkpoint={last_checkpoint(self.dir / 'guide')}")
        words = training_words(config, self.dir / name, options)
        self._run(words, log=self.dir / f"{name}.log")

    def _pack(self) -> None:
        from mmcsam.inference import pack_model

        pack_model(
            DETECTOR_CONFIG,
            last_checkpoint(self.dir / "detector"),
            self.dir / MODEL,
            self.annotations / "instances_train.json",
        )

    def _test(self) -> None:
        shutil.rmtree(self.dir / "test", ignore_errors=True)
        self._command(
            "tools/test.py",
            DETECTOR_CONFIG,
            last_checkpoint(self.dir / "detector"),
            "--work-dir",
            self.dir / "test",
            "--cfg-options",
            f"test_evaluator.0.outfile_prefix={self.dir / 'test' / 'predictions'}",
            log=self.dir / "test.log",
        )

    def _report(self) -> None:
        self._command(
            "tools/evaluate.py",
            self.annotations / "instances_validation.json",
            self.dir / "test/predictions.segm.json",
            *("--name", DETECTOR_CONFIG.stem),
            *("--images", self.images),
            *("--report", self.dir / "report"),
        )

    def _draw(self) -> None:
        from mmcsam.visualization import draw_coco_comparisons

        draw_coco_comparisons(
            self.annotations / "instances_validation.json",
            self.dir / "test/predictions.segm.json",
            self.images,
            self.dir / "pictures",
            limit=12,
        )

    def _figures(self) -> dict:
        (metrics,) = (self.dir / "test").glob("*/*.json")
        test = json.loads(metrics.read_text())
        seconds = self.steps.seconds
        return {
            "segm_mAP": test["coco/segm_mAP"],
            "segm_mAP_50": test["coco/segm_mAP_50"],
            "mIoU": test["mIoU"],
            "bbox_mAP": test["coco/bbox_mAP"],
            "parameters": count_parameters(last_checkpoint(self.dir / "detector")),
            "seconds": {**seconds, "total": round(sum(seconds.values()), 1)},
        }

    def _command(self, script: str, *arguments, log: Path | None = None) -> None:
        """Run a script of this repository; with a log, show only its progress."""
        self._run(script_words(script, *arguments), log)

    def _run(self, words: list[str], log: Path | None = None) -> None:
        script = str(Path(words[1]).relative_to(REPOSITORY))
        print("$", shlex.join(["python", script, *words[2:]]), flush=True)
        environment = {
            # Threads that spin while they wait take the cores from each other on a busy machine.
            "OMP_WAIT_POLICY": "PASSIVE",
            **os.environ,
            "SEGPC_ROOT": str(self.images),
            "SEGPC_ANNOTATIONS": str(self.annotations),
        }
        if log is not None:
            run_logged(words, environment, log)
        elif code := subprocess.run(words, env=environment).returncode:
            raise UnusableInputError(f"{script} failed with exit code {code}")


def count_parameters(checkpoint: Path) -> dict[str, int]:
    """Count the trained parameters of a detector, and those of its frozen guide."""
    from mmdet.registry import MODELS
    from mmengine.config import Config

    import mmcsam.components  # noqa: F401, registers the components

    cfg = Config.fromfile(next(checkpoint.parent.glob("*.py")))
    model = MODELS.build(cfg.model)
    guide = sum(p.numel() for p in model.guide.parameters())
    return {"detector": sum(p.numel() for p in model.parameters()) - guide, "guide": guide}


def table(figures: dict, work_dir: Path) -> str:
    """Return figures and places, a line each."""
    from tabulate import tabulate

    parameters, seconds = figures["parameters"], figures["seconds"]
    steps = ", ".join(f"{name.replace('_', ' ')} {value:.0f}" for name, value in seconds.items())
    rows = [
        ("mask AP", f"{figures['segm_mAP']:.3f}"),
        ("mask AP50", f"{figures['segm_mAP_50']:.3f}"),
        ("mIoU (the paper's)", f"{figures['mIoU']:.3f}"),
        (
            "parameters",
            f"{parameters['detector']:,} and {parameters['guide']:,} of the frozen guide",
        ),
        ("seconds", steps),
        ("model", work_dir / MODEL),
        ("figures", work_dir / "metrics.json"),
        ("pictures", work_dir / "pictures"),
        ("report", (work_dir / "report/index.html").resolve().as_uri()),
    ]
    return "\n" + tabulate(rows, tablefmt="plain", disable_numparse=True)


def demonstrate(args: argparse.Namespace) -> int:
    """Run the demo and print its figures; return the exit code."""
    return finish(table(Demo(args.data, args.work_dir).run(), args.work_dir))


if __name__ == "__main__":
    args = parse_args()
    again = "interrupted; the same command goes on from here"
    sys.exit(exit_code(lambda: demonstrate(args), again))
