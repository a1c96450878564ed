"""Train a packed model further on your own annotated images.

python -m mmcsam fine-tune images instances.json --out my_cells.mmcsam

One image in five is held back to end the training in time and to compare old and new. How long it
takes is chosen by the number of images. Stopped, it goes on when the command is given again.
"""

import argparse
from pathlib import Path

from mmcsam.cli.exit_code import finish, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``fine-tune`` takes."""
    parser.add_argument("images", type=Path, help="folder that file_name starts from")
    parser.add_argument("annotations", type=Path, help="COCO JSON with masks")
    parser.add_argument(
        "--model",
        type=Path,
        help="packed model to start from, or its name (default: the one for plasma cells that "
        "comes with mmcsam)",
    )
    parser.add_argument("--out", type=Path, required=True, help="the new packed model")
    parser.add_argument(
        "--classes",
        nargs="+",
        default=[],
        metavar="OWN=MODEL'S",
        help="the model's class of each annotated one, where names differ",
    )
    parser.add_argument(
        "--work-dir",
        type=Path,
        help="folder for logs and checkpoints (default: work_dirs/fine_tune/<name of --out>)",
    )
    parser.add_argument(
        "--iterations", type=int, metavar="N", help="at most (default: by the number of images)"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the training")


def run(args: argparse.Namespace) -> int:
    """Train and compare, and return the exit code."""
    from mmcsam.fine_tuning import fine_tune
    from mmcsam.inference.model.catalogue import find_model
    from mmcsam.report.text_table import text_table

    with user_input():
        compared = fine_tune(
            args.images,
            args.annotations,
            find_model(args.model),
            args.out,
            args.work_dir or Path("work_dirs/fine_tune", args.out.stem),
            classes=_classes(args.classes),
            iterations=args.iterations,
            seed=args.seed,
        )
    if compared is None:
        return finish(f"{args.out}\nFewer than 5 images: none was held back to compare by.")
    return finish(f"{text_table(compared)}\n{args.out}")


def _classes(words: list[str]) -> dict[str, str]:
    for word in words:
        if "=" not in word:
            raise ValueError(f"--classes {word}: expected the two names with = between them")
    return dict(word.split("=", 1) for word in words)
