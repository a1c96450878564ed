"""Guides of several crop sizes and widths, trained alike."""

from dataclasses import dataclass
from pathlib import Path

from reproduction.study import read_json
from subprocesses import REPOSITORY, last_checkpoint, run_logged, training_words

from mmcsam.jobs import write_json

CONFIG = REPOSITORY / "configs/lite_unet_segpc.py"


@dataclass(frozen=True)
class GuideSize:
    """One guide.

    Attributes:
        crop_size: Side of its crops, in pixels.
        channels: Of the U-Net's first block.
        seed: Of its training.
    """

    crop_size: int
    channels: int
    seed: int

    @property
    def name(self) -> str:
        """Name of its folder."""
        return f"{self.crop_size}px_{self.channels}_channels_seed_{self.seed}"


class GuideSizes:
    """Guides in a folder; what is done there already is not done again.

    Args:
        environment: Variables of the processes, see ``prepare_data``.
        work_dir: Folder for everything.
        iterations: Of each training, 16 crops each.
    """

    def __init__(self, environment: dict[str, str], work_dir: Path, iterations: int) -> None:
        self.environment = environment
        self.dir = work_dir
        self.iterations = iterations

    def result(self, guide: GuideSize) -> dict:
        """Train and measure a guide if it was not done yet; return what it came to."""
        folder = self.dir / guide.name
        file = folder / "result.json"
        if not file.is_file():
            from reproduction.guide_quality import guide_quality

            if not (folder / "done").is_file():
                self._train(guide, folder)
            config, checkpoint = folder / CONFIG.name, last_checkpoint(folder)
            figures = guide_quality(config, checkpoint, self.environment)
            size = {"crop_size": guide.crop_size, "channels": guide.channels, "seed": guide.seed}
            write_json(file, {**size, "iterations": self.iterations, "figures": figures})
        return read_json(file)

    def _train(self, guide: GuideSize, folder: Path) -> None:
        options = [
            f"randomness.seed={guide.seed}",
            f"model.segmentor.base_channels={guide.channels}",
            f"train_dataloader.dataset.crop_size={guide.crop_size}",
            f"val_dataloader.dataset.crop_size={guide.crop_size}",
            f"train_cfg.max_iters={self.iterations}",
            f"train_cfg.val_begin={self.iterations + 1}",  # it is measured afterwards
            f"param_scheduler.total_steps={self.iterations}",
        ]
        words = training_words(CONFIG, folder, options)
        run_logged(words, self.environment, folder / "log.txt", f"[{guide.name}] ")
        (folder / "done").touch()
