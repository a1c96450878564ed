"""What a check can find."""

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How bad a finding is, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FindingKind(Enum):
    """Everything that a check can find: severity, title, and what it does to a training run."""

    BAD_ENTRY = (Severity.ERROR, "unusable entries", "MMDetection stops at them")
    DUPLICATE_IMAGE_ID = (
        Severity.ERROR,
        "image ids used twice",
        "the later image replaces the earlier one and takes its instances",
    )
    DUPLICATE_ANNOTATION_ID = (
        Severity.ERROR,
        "annotation ids used twice",
        "the later annotation replaces the earlier one, or MMDetection stops",
    )
    DUPLICATE_FILE_NAME = (
        Severity.WARNING,
        "file names used twice",
        "the image counts twice, perhaps with a part of its instances each time",
    )
    DUPLICATE_CATEGORY = (
        Severity.ERROR,
        "categories listed twice",
        "labels no longer fit the class names",
    )
    CLASS_NOT_IN_FILE = (
        Severity.ERROR,
        "classes that the file does not have",
        "MMDetection drops all instances of classes whose names differ, in a letter or in case",
    )
    CLASS_ORDER = (
        Severity.ERROR,
        "classes in another order than in the file",
        "MMDetection numbers classes in the file's order, so that results get the wrong names",
    )
    TEXT_ID = (
        Severity.WARNING,
        "ids that are no whole numbers",
        "COCO ids are whole numbers; evaluation tools may not find them",
    )
    UNUSED_CATEGORY = (Severity.NOTE, "categories without instances", "nothing to learn of them")
    ORPHAN = (
        Severity.ERROR,
        "annotations without an image",
        "MMDetection drops them; an id as text and as a number are not the same",
    )
    IN_BOTH_FILES = (
        Severity.ERROR,
        "images that are in both files",
        "a model that trained on them is judged too well",
    )
    SAME_PICTURE = (
        Severity.WARNING,
        "images that show the same picture under two names",
        "it counts twice; in two splits, a model is judged by what it has learned",
    )
    OVERLAPPING_FIELD = (
        Severity.WARNING,
        "images that show a part of a field of the other file",
        "a model that trained on one is judged too well by the other",
    )
    MISSING_IMAGE = (Severity.ERROR, "missing images", "MMDetection stops at them")
    UNREADABLE_IMAGE = (
        Severity.ERROR,
        "images that cannot be read",
        "MMDetection stops at them, or trains on a half-grey image",
    )
    IMAGE_SIZE = (
        Severity.ERROR,
        "images of another size than the file says",
        "masks do not fit them: MMDetection stops or trains on shifted masks",
    )
    DARK_IMAGE = (
        Severity.ERROR,
        "images of more than 8 bits that are read as nearly black or white",
        "MMDetection keeps the upper 8 bits; convert the images to 8 bits with a fixed range",
    )
    DEEP_IMAGE = (
        Severity.WARNING,
        "images of more than 8 bits",
        "MMDetection keeps the upper 8 bits; fine structure may be lost",
    )
    TURNED_IMAGE = (
        Severity.WARNING,
        "images with an EXIF orientation",
        "MMDetection turns them; see on the contact sheet whether the masks were drawn that way",
    )
    SMALL_IMAGE = (
        Severity.NOTE,
        "images with a side under 32 pixels",
        "MMDetection's stock configurations leave them out (filter_cfg min_size=32)",
    )
    NO_INSTANCES = (
        Severity.NOTE,
        "images without instances",
        "filter_empty_gt=True leaves them out of training",
    )
    NOTHING_LEFT = (
        Severity.WARNING,
        "images whose every instance is dropped",
        "MMDetection trains on them as on images without cells",
    )
    UNKNOWN_CATEGORY = (
        Severity.ERROR,
        "instances of a category that is not listed",
        "MMDetection drops them",
    )
    OTHER_CLASS = (
        Severity.NOTE,
        "instances of classes that were not asked for",
        "MMDetection drops them",
    )
    BOX_OUTSIDE = (
        Severity.ERROR,
        "instances whose box lies outside the image",
        "MMDetection drops them",
    )
    SMALL_BOX = (
        Severity.ERROR,
        "instances whose box is under one pixel wide or high",
        "MMDetection drops them",
    )
    NO_AREA = (Severity.ERROR, "instances with an area of 0 or less", "MMDetection drops them")
    IGNORE_FLAG = (Severity.WARNING, "instances marked ignore", "MMDetection drops them")
    CROWD = (
        Severity.WARNING,
        "instances marked iscrowd",
        "MMDetection trains neither on them nor on what is under them",
    )
    NO_MASK = (Severity.ERROR, "instances without a mask", "MMDetection stops at them")
    IGNORED_MASK = (
        Severity.ERROR,
        "instances whose mask MMDetection takes as invalid",
        "MMDetection does not train on them, and says nothing",
    )
    LOST_PART = (
        Severity.WARNING,
        "instances that lose polygons of under three points",
        "MMDetection trains on the rest of the mask",
    )
    DAMAGED_MASK = (
        Severity.ERROR,
        "damaged masks",
        "MMDetection stops at them, or takes pixels that are not coded as background",
    )
    MASK_SIZE = (
        Severity.ERROR,
        "masks of another size than their image",
        "MMDetection breaks their rows anew: it stops, or trains on scrambled masks",
    )
    EMPTY_MASK = (
        Severity.ERROR,
        "empty masks",
        "the mask head learns to find nothing in a cell's box",
    )
    BOX_DISAGREES = (
        Severity.WARNING,
        "boxes that disagree with the mask by more than a pixel",
        "the box head learns the box, the mask head sees a part of the mask",
    )
    AREA_DISAGREES = (
        Severity.WARNING,
        "areas that disagree with the mask",
        "AP for small, medium and large objects sorts by this area",
    )
    NEAR_DUPLICATE = (
        Severity.WARNING,
        "pairs of instances with an IoU above 0.9",
        "most likely one object that was labelled twice",
    )
    LABELS_DIFFER = (
        Severity.ERROR,
        "images whose label image has other cells",
        "one of the two is wrong or old: look at both, and train on the right one",
    )
    NO_LABELS = (Severity.ERROR, "images without a label image", "nothing to compare with")
    UNUSABLE_LABELS = (
        Severity.ERROR,
        "images whose label image cannot be used",
        "nothing to compare with",
    )
    OVERLAP = (
        Severity.NOTE,
        "pairs of instances of one class that overlap",
        "fine for RLE and polygons; label images cannot hold them",
    )

    def __init__(self, severity: Severity, title: str, effect: str) -> None:
        self.severity = severity
        self.title = title
        self.effect = effect

    @property
    def short(self) -> str:
        """A name of two or three words."""
        return self.name.replace("_", " ").lower()


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    Attributes:
        kind: What it is.
        where: What has it, such as ``train/x/106.bmp, annotation 5``.
        detail: What was found and what was expected; empty where the kind says it all.
        file_name: Image that it concerns; None if none.
        annotation_id: Annotation that it concerns; None if none.
    """

    kind: FindingKind
    where: str
    detail: str = ""
    file_name: str | None = None
    annotation_id: object = None

    def __str__(self) -> str:
        return f"{self.where}: {self.detail}" if self.detail else self.where
