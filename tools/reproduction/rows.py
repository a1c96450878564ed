"""What the paper's tables hold, and the configs that train it."""

from dataclasses import dataclass, replace
from pathlib import Path

CONFIGS = Path(__file__).parents[2] / "configs"


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes:
        name: What ``--rows`` takes.
        title: As in the paper, or what it is where the paper has no such row.
        config: Config, without ``configs/`` and ``.py``.
        paper: The paper's figure; None for rows that are not in the paper.
        guided: Whether a guide is trained first.
        tests: Name of the row whose checkpoint this row tests, instead of training one.
        cascaded: Whether it has three box heads, which all start from the one of the start.
        against: Names of rows that it is compared with, image by image, where they are run too.
    """

    name: str
    title: str
    config: str
    paper: float | None = None
    guided: bool = False
    tests: str | None = None
    cascaded: bool = False
    against: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The config file."""
        return CONFIGS / f"{self.config}.py"


@dataclass(frozen=True)
class Table:
    """A table of the paper at one scale.

    Attributes:
        figure: Key of the paper's figure among the metrics.
        guide: Config of the guide's training, without ``configs/`` and ``.py``.
        rows: From plain to complete.
        start: Config, written likewise, of a training whose weights every row starts from; None
            where the rows' own configs name the weights.
    """

    figure: str
    guide: str
    rows: tuple[Row, ...]
    start: str | None = None

    def named(self, names: list[str] | None) -> list[Row]:
        """Return the rows of these names, and those whose checkpoints they need; None is all.

        Raises:
            ValueError: If there is no such row.
        """
        known = {row.name: row for row in self.rows}
        wanted = set(names or known)
        if wanted - set(known):
            raise ValueError(
                f"no row {', '.join(sorted(wanted - set(known)))}; rows: {', '.join(known)}"
            )
        wanted |= {known[name].tests for name in wanted if known[name].tests}
        return [row for row in self.rows if row.name in wanted]


R50 = (
    Row("plain", "Mask R-CNN", "mask_rcnn_r50_segpc", 0.8712),
    Row("aug", "Mask R-CNN + augmentation", "mask_rcnn_r50_aug_segpc", 0.8841),
    Row("msfl", "Mask R-CNN + MSFL", "msfl_r50_segpc", 0.9027),
    Row("csam", "Mask R-CNN + MSFL + CSAM", "csam_r50_segpc", 0.9107, guided=True),
    Row(
        "guide",
        "the guide alone, in the boxes of MSFL + CSAM",
        "guide_alone_r50_segpc",
        guided=True,
        tests="csam",
    ),
    Row("prior", "Mask R-CNN + MSFL + CSAM + guide prior", "csam_prior_r50_segpc", guided=True),
)
OTHER_BACKBONES = (
    Row("plain_x101", "Mask R-CNN, X101", "mask_rcnn_x101_segpc", 0.8900),
    Row("aug_x101", "Mask R-CNN + augmentation, X101", "mask_rcnn_x101_aug_segpc", 0.8925),
    Row("msfl_x101", "Mask R-CNN + MSFL, X101", "msfl_x101_segpc", 0.9072),
    Row("csam_x101", "Mask R-CNN + MSFL + CSAM, X101", "csam_x101_segpc", 0.9133, guided=True),
    Row("plain_r152", "Mask R-CNN, R152", "mask_rcnn_r152_segpc"),
    Row("plain_wide", "Mask R-CNN, WideResNet-101", "mask_rcnn_wide_r101_segpc"),
)
YEAST = (
    Row("plain", "Mask R-CNN, X101", "mask_rcnn_x101_yeast", 0.7504),
    Row("msfl", "Mask R-CNN + MSFL, X101", "msfl_x101_yeast", 0.7608),
    Row("csam", "Mask R-CNN + MSFL + CSAM, X101", "csam_x101_yeast", 0.7690, guided=True),
)
SMALL = tuple(replace(row, config=f"small/{row.config.replace('_r50', '')}") for row in R50)

# Mask branches on shared, frozen boxes; then models that are trained as a whole, as cascades must
# be. Each is compared with Mask R-CNN and with ours, trained in the same way.
MASKS, WHOLE = ("aug", "prior"), ("aug_whole", "prior_whole")
LITE = (
    Row("plain", "Mask R-CNN, masks without augmentation", "lite/mask_rcnn_segpc", against=MASKS),
    Row("aug", "Mask R-CNN", "lite/mask_rcnn_aug_segpc"),
    Row("msfl", "Mask R-CNN + MSFL", "lite/msfl_segpc", against=MASKS),
    Row("csam", "Mask R-CNN + MSFL + CSAM", "lite/csam_segpc", guided=True, against=MASKS),
    Row(
        "prior",
        "Mask R-CNN + MSFL + CSAM + guide prior",
        "lite/csam_prior_segpc",
        guided=True,
        against=("aug",),
    ),
    Row(
        "light",
        "the same, its head at half the width",
        "lite/csam_light_segpc",
        guided=True,
        against=MASKS,
    ),
    Row(
        "guide",
        "the guide alone",
        "lite/guide_alone_segpc",
        guided=True,
        tests="csam",
        against=MASKS,
    ),
    Row("point_rend", "PointRend", "lite/point_rend_segpc", against=MASKS),
    Row("mask_scoring", "Mask Scoring R-CNN", "lite/mask_scoring_segpc", against=MASKS),
    Row("groie", "GRoIE, for the masks", "lite/groie_segpc", against=MASKS),
    Row("aug_whole", "Mask R-CNN, as a whole", "lite/mask_rcnn_whole_segpc"),
    Row(
        "prior_whole",
        "MSFL + CSAM + guide prior, as a whole",
        "lite/csam_prior_whole_segpc",
        guided=True,
        against=("aug_whole",),
    ),
    Row(
        "cascade",
        "Cascade Mask R-CNN, as a whole",
        "lite/cascade_segpc",
        cascaded=True,
        against=WHOLE,
    ),
    Row("htc", "HTC, as a whole", "lite/htc_segpc", cascaded=True, against=WHOLE),
)

TABLES = {
    ("1", "paper"): Table("mIoU", "unet_segpc", R50 + OTHER_BACKBONES),
    ("1", "small"): Table("mIoU", "small/unet_segpc", SMALL, start="small/faster_rcnn_segpc"),
    ("1", "lite"): Table("mIoU", "lite_unet_segpc", LITE, start="lite/faster_rcnn_segpc"),
    ("2", "paper"): Table("AP", "unet_yeast", YEAST),
}
