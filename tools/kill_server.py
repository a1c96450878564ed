"""Kill a server again and again while somebody corrects, and see that nothing is lost.

python tools/kill_server.py images instances.json --model cells.mmcsam --kills 30

The server is killed (-9) at random moments of a session like that of simulate_corrections.py and
started again. Whatever it has acknowledged must be there then.
"""

import argparse
import sys
import threading
from pathlib import Path

MMCSAM_COMMAND = "kill_server"
sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from simulation.corrector import Corrector  # noqa: E402
from simulation.killed_server import KilledServer  # noqa: E402
from simulation.page_client import PageClient  # noqa: E402
from simulation.session import correct_images  # noqa: E402

from mmcsam.cli.arguments import CommandParser  # noqa: E402
from mmcsam.cli.exit_code import exit_code, finish, user_input  # noqa: E402


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = CommandParser("python tools/kill_server.py", __doc__)
    parser.add_argument("images", type=Path, help="folder")
    parser.add_argument("truth", type=Path, help="COCO JSON of them")
    parser.add_argument("--project", type=Path, required=True, help="folder of a new project")
    parser.add_argument("--model", required=True, help="packed model")
    parser.add_argument("--kills", type=int, default=30, metavar="N", help="how often")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument(
        "--classes", nargs="+", default=[], metavar="TRUE=PAGE'S", help="as simulate_corrections.py"
    )
    return parser.parse_args()


def main() -> int:
    """Correct and kill, and return the exit code."""
    args = parse_args()
    serve = [sys.executable, "-m", "mmcsam", "serve", args.images, "--project", args.project]
    server = KilledServer([*serve, "--model", args.model, "--port", args.port], args.seed)
    client = PageClient(f"http://127.0.0.1:{args.port}")
    corrector = Corrector(client, dict(word.split("=", 1) for word in args.classes), args.seed)
    stop = threading.Event()
    killer = threading.Thread(
        target=server.kill_again_and_again,
        args=(args.kills, client, lambda: corrector.ledger.entries, stop),
    )
    server.start()
    try:
        client.wait_for_server()
        killer.start()
        with user_input():
            count = correct_images(corrector, args.truth, 10**6)
        stop.set()
        killer.join()
        client.wait_for_server()
        corrector.ledger.check(client)
    finally:
        stop.set()
        server.kill()
    return finish(
        f"{count} images corrected ({corrector.summary()}); the server was killed {server.kills} "
        f"times, {corrector.lost} times in the middle of a call; {corrector.ledger.checks} "
        "comparisons, nothing that was acknowledged is missing"
    )


if __name__ == "__main__":
    sys.exit(exit_code(main))
