"""Write a packed model for programs without MMDetection: ONNX, OpenVINO, TorchScript.

python -m mmcsam export-model ours.mmcsam --to onnx --out exported
python -m mmcsam predict smears --model exported/ours.onnx --out cells
python -m mmcsam export-model ours.mmcsam --to bioimageio --author "A. Person" --out ours

The file holds the whole way from pixels to boxes, scores, classes and masks, the guide included,
and the model's card. docs/deployment.md says what goes in and comes out.
"""

import argparse
from pathlib import Path

from mmcsam.cli.exit_code import finish, user_input

FORMATS = ("onnx", "openvino", "torchscript", "instanseg", "bioimageio")
PRECISIONS = ("fp32", "fp16", "int8")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``export-model`` takes."""
    parser.add_argument(
        "model",
        type=Path,
        nargs="?",
        help="packed model, or its name (default: the model for plasma cells that comes with "
        "mmcsam)",
    )
    parser.add_argument(
        "--to", required=True, choices=FORMATS, help="what to write; instanseg is for QuPath"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder that receives the file")
    parser.add_argument(
        "--precision",
        choices=PRECISIONS,
        default="fp32",
        help="fp16: weights in 16 bits, half the size; int8: convolutions in 8 bits, faster and "
        "less accurate (default: fp32)",
    )
    parser.add_argument(
        "--pixel-size",
        type=float,
        metavar="MICROMETRES",
        help="size of a pixel of the network's input, for instanseg and bioimageio (default: what "
        "the model says)",
    )
    parser.add_argument(
        "--author",
        action="append",
        default=[],
        dest="authors",
        metavar="NAME",
        help="for instanseg and bioimageio; give it again for each one",
    )
    parser.add_argument(
        "--test-image",
        type=Path,
        metavar="FILE",
        help="goes along with bioimageio, with the cells found in it; look who may have it "
        "(default: a drawn smear)",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace files that this command did not write"
    )


def run(args: argparse.Namespace) -> int:
    """Export, and return the exit code."""
    from mmcsam.deployment import export_model
    from mmcsam.inference.model.catalogue import find_model

    with user_input():
        path = export_model(
            find_model(args.model),
            args.to,
            args.out,
            args.precision,
            args.overwrite,
            pixel_size=args.pixel_size,
            authors=args.authors,
            test_image=args.test_image,
        )
    return finish(f"written: {path}")
