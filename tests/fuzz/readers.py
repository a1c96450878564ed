"""All readers and commands that are fuzzed."""

from .coco_commands import COMMANDS as WITH_COCO
from .coco_readers import READERS as COCO
from .convert_commands import COMMANDS as CONVERT
from .list_readers import READERS as LISTS
from .model_commands import COMMANDS as WITH_MODEL
from .picture_readers import READERS as PICTURES
from .pixel_readers import READERS as PIXELS
from .reader import Reader
from .weight_readers import READERS as WEIGHTS


def all_readers() -> list[Reader]:
    """Return one of each, in the order of the table."""
    readers = (*PIXELS, *PICTURES, *COCO, *WEIGHTS, *LISTS)
    return [kind() for kind in (*readers, *CONVERT, *WITH_COCO, *WITH_MODEL)]
