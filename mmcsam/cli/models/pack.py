"""Pack a config and its checkpoint into one file, which predicts anywhere and runs no code."""

import argparse
from pathlib import Path

from mmcsam.cli.exit_code import finish, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``pack`` takes."""
    parser.add_argument("config", type=Path, help="config file")
    parser.add_argument("checkpoint", type=Path, help="its checkpoint")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.mmcsam", help="the file")
    parser.add_argument(
        "--annotations",
        dest="ann_file",
        type=Path,
        metavar="COCO.json",
        help="the training images' COCO file, to measure how wide cells were",
    )
    parser.add_argument(
        "--cell-width",
        type=float,
        metavar="PIXELS",
        help="how wide cells were in training, in pixels of the network's input",
    )
    parser.add_argument(
        "--pixel-size",
        type=float,
        metavar="MICROMETRES",
        help="size of a pixel of the network's input in training",
    )
    parser.add_argument("--name", help="what to call the model (default: the config's name)")
    parser.add_argument("--licence", default="not said", help="of the weights")
    parser.add_argument(
        "--description", default="not said", help="what it was trained on, and what it is not for"
    )
    parser.add_argument(
        "--half", action="store_true", help="keep the weights in 16 bits: half the size"
    )


def run(args: argparse.Namespace) -> int:
    """Pack, and return the exit code."""
    from mmcsam.inference import pack_model

    with user_input():
        path = pack_model(
            args.config,
            args.checkpoint,
            args.out,
            ann_file=args.ann_file,
            half=args.half,
            **({} if args.name is None else {"name": args.name}),
            cell_width=args.cell_width,
            pixel_size=args.pixel_size,
            licence=args.licence,
            description=args.description,
        )
    return finish(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
