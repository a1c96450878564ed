"""Make the model that finds plasma cells without ever having seen a real one, from nothing.

python tools/make_model.py --seed 0

Draws smears, trains the guide on their cells, then the detector on smears that are drawn meanwhile,
and packs both as one file. Interrupted, it goes on where it stopped when it is started again.
"""

import argparse
import json
import os
import shlex
import sys
import time
from pathlib import Path

MMCSAM_COMMAND = "make_model"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from subprocesses import (  # noqa: E402
    REPOSITORY,
    last_checkpoint,
    run_logged,
    script_words,
)

from mmcsam.cli.arguments import CommandParser  # noqa: E402
from mmcsam.cli.exit_code import exit_code, finish  # noqa: E402
from mmcsam.jobs import write_json  # noqa: E402

GUIDE_CONFIG = REPOSITORY / "configs/lite_unet_drawn.py"
DETECTOR_CONFIG = REPOSITORY / "configs/lite_csam_prior_drawn.py"
TRAINING_IMAGES, VALIDATION_IMAGES = 400, 60
NAME = "plasma-cells-drawn"
DESCRIPTION = (
    "Plasma cells and other nucleated cells in stained bone-marrow smears. Learned from drawn "
    "smears and, for the backbone, from ImageNet; no real cell was in the training. Not for "
    "diagnosis."
)


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = CommandParser("python tools/make_model.py", __doc__)
    parser.add_argument("--seed", type=int, default=0, help="of the drawings and the trainings")
    parser.add_argument(
        "--work-dir", type=Path, default=Path("work_dirs/make_model"), help="folder for everything"
    )
    parser.add_argument(
        "--cfg-options", nargs="+", default=[], metavar="KEY=VALUE", help="of the detector's config"
    )
    return parser.parse_args()


class ModelMaker:
    """The steps, with the seconds that each one took."""

    def __init__(self, work_dir: Path, seed: int, options: list[str]) -> None:
        self.dir = work_dir.resolve()
        self.seed = seed
        self.options = options
        self.dir.mkdir(parents=True, exist_ok=True)
        self.state_file = self.dir / "seconds.json"
        self.seconds: dict[str, float] = {}
        if self.state_file.is_file():
            self.seconds = json.loads(self.state_file.read_text())

    def run(self) -> Path:
        """Take the steps that are not done yet and return the packed model."""
        self._step("draw", self._draw)
        self._step("guide", lambda: self._train(GUIDE_CONFIG, "guide", []))
        self._step("detector", lambda: self._train(DETECTOR_CONFIG, "detector", self.options))
        out = self.dir / f"{NAME}.mmcsam"
        self._step("pack", lambda: self._pack(out))
        return out

    def _step(self, name: str, action) -> None:
        if name in self.seconds:
            return
        print(f"\n== {name}", flush=True)
        start = time.perf_counter()
        action()
        self.seconds[name] = round(time.perf_counter() - start, 1)
        write_json(self.state_file, self.seconds)

    def _draw(self) -> None:
        from mmcsam.synthesis.marrow.write_smears import write_smears

        # Seeds beyond the detector's, whose smears are drawn as it trains.
        write_smears(self.dir / "drawn/train", TRAINING_IMAGES, 1000 + self.seed)
        write_smears(self.dir / "drawn/validation", VALIDATION_IMAGES, 2000 + self.seed)

    def _train(self, config: Path, name: str, options: list[str]) -> None:
        words = ["tools/train.py", config, "--work-dir", self.dir / name]
        if (self.dir / name / "last_checkpoint").is_file():
            words.append("--resume")
        words += ["--cfg-options", f"randomness.seed={self.seed}"]
        if name == "detector":
            words.append(f"model.guide.checkpoint={last_checkpoint(self.dir / 'guide')}")
            words.append(f"train_dataloader.dataset.seed={self.seed}")
        words += options
        print("$", shlex.join(["python", *map(str, words)]), flush=True)
        environment = {
            # Threads that spin while they wait take the cores from each other on a busy machine.
            "OMP_WAIT_POLICY": "PASSIVE",
            **os.environ,
            "DRAWN_ROOT": str(self.dir / "drawn"),
        }
        run_logged(script_words(*words), environment, self.dir / f"{name}.log")

    def _pack(self, out: Path) -> None:
        from mmcsam.inference import pack_model

        pack_model(
            DETECTOR_CONFIG,
            last_checkpoint(self.dir / "detector"),
            out,
            self.dir / "drawn/validation/instances.json",
            half=True,
            name=NAME,
            licence="Apache-2.0",
            description=DESCRIPTION,
        )


def make(args: argparse.Namespace) -> int:
    """Make the model and print where it is; return the exit code."""
    maker = ModelMaker(args.work_dir, args.seed, args.cfg_options)
    out = maker.run()
    steps = ", ".join(f"{name} {value:.0f}" for name, value in maker.seconds.items())
    megabytes = out.stat().st_size / 1e6
    return finish(f"\n{out}: {megabytes:.1f} MB\nseconds: {steps}")


if __name__ == "__main__":
    args = parse_args()
    again = "interrupted; the same command goes on from here"
    sys.exit(exit_code(lambda: make(args), again))
