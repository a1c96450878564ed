"""B16: a process that predicts one image, from its start to the written files."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import det_inferencer
from b14_folder import draw_images
from demo_model import pack_demo
from harness import Row, median_ms

from mmcsam.inference import write_mmdet_checkpoint

CELLS = 10  # at most


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (image,) = draw_images(folder / "images", 1)
        packed = pack_demo(folder / "demo.mmcsam", CELLS)
        checkpoint = write_mmdet_checkpoint(packed, folder / "demo.pth")
        peer_command = [det_inferencer.__file__, checkpoint, image]
        our_command = ["-m", "mmcsam", "predict", image, "--model", packed, "--out"]

        def start(command: list) -> list[str]:
            out = Path(tempfile.mkdtemp(dir=folder)) / "out"
            subprocess.run([sys.executable, *command, out], check=True, capture_output=True)
            content = json.loads((out / "instances.json").read_text())
            return [each["segmentation"]["counts"] for each in content["annotations"]]

        theirs, ours = start(peer_command), start(our_command)
        times = median_ms(
            {"peer": lambda: start(peer_command), "ours": lambda: start(our_command)}, repeats
        )
    equality = f"{len(ours)} cells, {'same' if theirs == ours else 'OTHER'} masks"
    what = "one image of 2040x1536, csam_demo packed, cold, ms"
    return [
        Row("B16", what, **times, target=None, equality=equality, limit=8000),
        Row("B16", "the same, no slower than the peer", **times, target=1, equality=equality),
    ]
