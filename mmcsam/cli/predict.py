"""Find the cells in images and write them as COCO, label images, ImageJ ROIs and more.

python -m mmcsam predict scans --out cells
python -m mmcsam predict "scans/*.tif" --model my_cells.py --checkpoint epoch_50.pth --out cells

SOURCE is a file, a folder (searched at any depth), a pattern, a text file with a path a line, or -
for such lines on standard input. A stopped run goes on when the command is given again. Images that
cannot be used are listed with the reason, and the others are predicted.
"""

import argparse
from pathlib import Path

from .exit_code import finish, user_input

BACKENDS = ("pytorch", "onnx", "openvino", "torchscript")
FORMATS = ("coco", "labels", "imagej", "qupath", "csv", "overlay")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``predict`` takes."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="images, see above")
    parser.add_argument(
        "--model",
        type=Path,
        help="packed model, its name (python -m mmcsam models), what export-model wrote, or a "
        "config with --checkpoint (default: the model for plasma cells that comes with mmcsam)",
    )
    parser.add_argument("--checkpoint", type=Path, help="the config's checkpoint")
    parser.add_argument("--out", type=Path, required=True, help="folder that receives the files")
    parser.add_argument(
        "--format",
        dest="formats",
        nargs="+",
        choices=FORMATS,
        default=("coco", "labels"),
        help="coco: instances.json; labels: 16-bit TIFF; imagej: ROI ZIP files; qupath: GeoJSON; "
        "csv: one table; overlay: pictures to look at",
    )
    parser.add_argument(
        "--score-threshold", type=float, default=0.5, help="leave out cells with a lower score"
    )
    parser.add_argument(
        "--cell-width",
        type=float,
        metavar="PIXELS",
        help="how wide cells are in the images; scales them to the model's (default: images are "
        "scaled as in the model's test)",
    )
    parser.add_argument(
        "--pixel-size",
        type=float,
        metavar="MICROMETRES",
        help="size of an image pixel, where the model knows its own (default: what the file says)",
    )
    parser.add_argument(
        "--range",
        dest="intensity",
        nargs=2,
        type=float,
        metavar=("LOW", "HIGH"),
        help="intensities that become black and white (default: 8 bits as they are, others as the "
        "model's training images)",
    )
    parser.add_argument("--page", type=int, help="of files of several pages, from 0")
    parser.add_argument(
        "--channels",
        nargs="+",
        type=int,
        metavar="N",
        help="which channels are red, green and blue, or the one that is grey, from 0",
    )
    parser.add_argument(
        "--max-megapixels", type=float, metavar="N", help="leave out larger images (default: none)"
    )
    parser.add_argument(
        "--tile",
        type=int,
        default=2048,
        help="largest side of what the network sees at once, in its pixels; a multiple of 64; "
        "smaller takes less memory and more time",
    )
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="processes (default: one a core if there are images enough, one with a GPU)",
    )
    parser.add_argument(
        "--threads",
        type=int,
        default=1,
        metavar="N",
        help="of each process; more for few images and a large network. Results may differ in the "
        "last digits (default: 1)",
    )
    parser.add_argument(
        "--shard",
        metavar="I/N",
        help="predict every N-th image from the I-th, from 0, beside other processes that write "
        "to the same OUT (default: the task of a Slurm array, the process of torchrun, or all)",
    )
    parser.add_argument(
        "--ray",
        nargs="?",
        const="auto",
        metavar="ADDRESS",
        help="let a Ray cluster do the work, this machine's or the one at ADDRESS",
    )
    parser.add_argument(
        "--device", help="such as cpu or cuda:0 (default: a GPU where there is one)"
    )
    parser.add_argument(
        "--backend",
        choices=BACKENDS,
        help="what runs the network (default: ONNX Runtime where it is installed, the model has a "
        "network for it and there is no GPU; else what the model is made for)",
    )
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="remove what a run with another model or other settings has written to OUT",
    )


def run(args: argparse.Namespace) -> int:
    """Predict, and return the exit code."""
    from mmcsam.inference import Segmenter, predict_files
    from mmcsam.inference.workers.crew import Crew
    from mmcsam.inference.workers.shard import Shard

    with user_input():
        shard = Shard.from_environment() if args.shard is None else Shard.parse(args.shard)
        crew = Crew(args.workers, args.threads, args.ray)
        segmenter = Segmenter(
            args.model,
            args.checkpoint,
            device=args.device,
            cell_width=args.cell_width,
            pixel_size=args.pixel_size,
            intensity=args.intensity,
            score_threshold=args.score_threshold,
            tile=args.tile,
            backend=args.backend,
        )
        if args.model is None:
            print(f"model: {segmenter.card.name}, which comes with mmcsam")
        limit = args.max_megapixels
        report = predict_files(
            segmenter,
            args.sources,
            args.out,
            formats=args.formats,
            overwrite=args.overwrite,
            page=args.page,
            channels=args.channels,
            max_pixels=None if limit is None else round(limit * 1e6),
            crew=crew,
            shard=shard,
        )
    return finish(report, left_out=report.problems)
