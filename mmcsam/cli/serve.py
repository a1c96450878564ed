"""Look at cells, correct them, measure them and learn from them, in a browser.

python -m mmcsam serve scans

Opens a page on this machine, which the line that is printed leads to. Everything that is done in it
is saved at once, in the folder mmcsam-project beside the images; these are never changed. Stop it
with Ctrl-C and start it again, and all is as before. Without FOLDER, drop images into the page.
"""

import argparse
from pathlib import Path

from .exit_code import finish, user_input


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``serve`` takes."""
    parser.add_argument(
        "images", type=Path, nargs="?", metavar="FOLDER", help="images, searched at any depth"
    )
    parser.add_argument(
        "--project",
        type=Path,
        metavar="DIR",
        help="folder that keeps everything (default: mmcsam-project in FOLDER, or here)",
    )
    parser.add_argument(
        "--model",
        help="packed model or its name (default: the one chosen last time, or the one for plasma "
        "cells that comes with mmcsam)",
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on; of other machines the page asks for the token in the URL that "
        "is printed, and the network can read along: use it in a network that you trust",
    )
    parser.add_argument("--port", type=int, default=8765, help="port; 0 takes a free one")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")


def run(args: argparse.Namespace) -> int:
    """Serve until somebody stops it, and return the exit code."""
    from importlib.util import find_spec

    with user_input():
        for library in ("fastapi", "uvicorn", "python_multipart"):
            if find_spec(library) is None:
                raise ImportError(f'the page needs {library}: pip install "mmcsam[page]"')
        from mmcsam.web.server import Server

        server = Server(args.images, args.project, args.model, args.host, args.port)
        server.run(lambda text: print(text, flush=True), args.open)
    return finish("stopped; everything is saved")
