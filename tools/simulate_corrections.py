"""Correct images by the page's calls, as somebody would who knows the truth, and train on them.

python -m mmcsam serve images &
python tools/simulate_corrections.py http://127.0.0.1:8765 instances.json \
    --train images/mmcsam-project --validation old.mmcsam validation.json validation_images

Cells that are no true ones are deleted, two that are one are merged, one that is two is split, a
wrong class is set, a missed cell is outlined in a box, and drawn where that outline is not good.
"""

import argparse
import sys
import time
from pathlib import Path

MMCSAM_COMMAND = "simulate_corrections"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from simulation.corrector import Corrector  # noqa: E402
from simulation.page_client import PageClient  # noqa: E402
from simulation.session import compare_models, correct_images, train_in_page  # noqa: E402

from mmcsam.cli.arguments import CommandParser  # noqa: E402
from mmcsam.cli.exit_code import exit_code, finish, user_input  # noqa: E402


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = CommandParser("python tools/simulate_corrections.py", __doc__)
    parser.add_argument("url", help="of the server, with its token where it has one")
    parser.add_argument("truth", type=Path, help="COCO JSON of the images that the server shows")
    parser.add_argument("--images", type=int, default=20, metavar="N", help="how many to correct")
    parser.add_argument("--seed", type=int, default=0, help="of how exactly boxes are dragged")
    parser.add_argument(
        "--train", type=Path, metavar="PROJECT", help="train on them in the page of this project"
    )
    parser.add_argument(
        "--classes",
        nargs="+",
        default=[],
        metavar="TRUE=PAGE'S",
        help="the page's class of each true one, where names differ",
    )
    parser.add_argument(
        "--validation",
        nargs=3,
        type=Path,
        metavar=("MODEL", "COCO", "IMAGES"),
        help="compare the new model with this old one on other images",
    )
    return parser.parse_args()


def main() -> int:
    """Correct, train, compare, and return the exit code."""
    args = parse_args()
    classes = dict(word.split("=", 1) for word in args.classes)
    corrector = Corrector(PageClient(args.url), classes, args.seed)
    begin = time.monotonic()
    with user_input():
        count = correct_images(corrector, args.truth, args.images)
    print(f"{count} images in {time.monotonic() - begin:.0f} s: {corrector.summary()}", flush=True)
    if args.train is None:
        return finish("")
    text, name = train_in_page(corrector.client)
    if args.validation and name:
        old, truth, images = args.validation
        new = args.train / "models" / f"{name}.mmcsam"
        text += f"\n{compare_models(old, new, truth, images, classes)}"
    return finish(text)


if __name__ == "__main__":
    sys.exit(exit_code(main))
