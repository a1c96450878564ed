"""Make the model that finds plasma cells without ever having seen a real one, from nothing.

python tools/make_model.py --seed 0

Draws smears, trains the guide on their cells, then the detector on smears that are drawn meanwhile,
packs both as one file, and writes the network beside it for ONNX Runtime. Interrupted, it goes on
where it stopped when it is started again.
"""

import argparse
import os
import shlex
import sys
from pathlib import Path

MMCSAM_COMMAND = "make_model"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from subprocesses import (  # noqa: E402
    REPOSITORY,
    last_checkpoint,
    run_logged,
    training_words,
)
from timed_steps import TimedSteps  # noqa: E402

from mmcsam.cli.arguments import CommandParser  # noqa: E402
from mmcsam.cli.exit_code import exit_code, finish  # noqa: E402

GUIDE_CONFIG = REPOSITORY / "configs/lite_unet_drawn.py"
DETECTOR_CONFIG = REPOSITORY / "configs/lite_csam_prior_drawn.py"
TRAINING_IMAGES, VALIDATION_IMAGES = 400, 60
WIDTH = 512  # of the drawn images, in pixels
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
        self.steps = TimedSteps(self.dir / "steps.json")

    def run(self) -> Path:
        """Take the steps that are not done yet and return the packed model."""
        from mmcsam.deployment import write_graph_beside

        self.steps.take("draw", self._draw)
        self.steps.take("guide", lambda: self._train(GUIDE_CONFIG, "guide", []))
        self.steps.take("detector", lambda: self._train(DETECTOR_CONFIG, "detector", self.options))
        out = self.dir / f"{NAME}.mmcsam"
        self.steps.take("pack", lambda: self._pack(out))
        self.steps.take("network", lambda: write_graph_beside(out))
        return out

    def _draw(self) -> None:
        from mmcsam.synthesis.marrow.write_smears import write_smears

        # Seeds beyond the detector's, whose smears are drawn as it trains.
        write_smears(self.dir / "drawn/train", TRAINING_IMAGES, 1000 + self.seed)
        write_smears(self.dir / "drawn/validation", VALIDATION_IMAGES, 2000 + self.seed)

    def _train(self, config: Path, name: str, options: list[str]) -> None:
        settings = [f"randomness.seed={self.seed}"]
        if name == "detector":
            settings.append(f"model.guide.checkpoint={last_checkpoint(self.dir / 'guide')}")
            settings.append(f"train_dataloader.dataset.seed={self.seed}")
        words = training_words(config, self.dir / name, [*settings, *options])
        print("$", shlex.join(["python", *words[1:]]), flush=True)
        environment = {
            # Threads that spin while they wait take the cores from each other on a busy machine.
            "OMP_WAIT_POLICY": "PASSIVE",
            **os.environ,
            "DRAWN_ROOT": str(self.dir / "drawn"),
        }
        run_logged(words, environment, self.dir / f"{name}.log")

    def _pack(self, out: Path) -> None:
        from mmcsam.inference import pack_model
        from mmcsam.synthesis.marrow.smear import FIELD

        pack_model(
            DETECTOR_CONFIG,
            last_checkpoint(self.dir / "detector"),
            out,
            self.dir / "drawn/validation/instances.json",
            half=True,
            name=NAME,
            pixel_size=FIELD / WIDTH,
            licence="Apache-2.0",
            description=DESCRIPTION,
        )


def make(args: argparse.Namespace) -> int:
    """Make the model and print where it is; return the exit code."""
    maker = ModelMaker(args.work_dir, args.seed, args.cfg_options)
    out = maker.run()
    steps = ", ".join(f"{name} {value:.0f}" for name, value in maker.steps.seconds.items())
    megabytes = out.stat().st_size / 1e6
    return finish(f"\n{out}: {megabytes:.1f} MB\nseconds: {steps}")


if __name__ == "__main__":
    args = parse_args()
    again = "interrupted; the same command goes on from here"
    sys.exit(exit_code(lambda: make(args), again))
