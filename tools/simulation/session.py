"""A session at the page: images corrected one by one, then a training on them."""

import tempfile
import time
from pathlib import Path

from mmcsam.coco.reader import read_coco

from .corrector import Corrector
from .page_client import PageClient
from .truth import read_truth


def correct_images(corrector: Corrector, ann_file: Path, count: int) -> int:
    """Correct images in the order of the page's list, and return how many there were.

    Args:
        corrector: Who does it.
        ann_file: COCO JSON with the truth; images that it does not know are left alone.
        count: How many at most.

    Raises:
        ValueError: If the truth knows none of the images.
    """
    truth = {Path(name).name: cells for name, cells in read_truth(ann_file).items()}
    images = [
        image
        for image in corrector.client.call("GET", "/images")
        if Path(image["name"]).name in truth
    ]
    if not images:
        raise ValueError(f"{ann_file}: of no image of the page, expected their truth")
    for image in images[:count]:
        corrector.correct(image, truth[Path(image["name"]).name])
    return len(images[:count])


def train_in_page(client: PageClient) -> tuple[str, str | None]:
    """Train on the finished images; return what became of it, and the new model's name.

    Args:
        client: Of the server.
    """
    begin = time.monotonic()
    client.call("POST", "/trainings", {})
    client.wait(lambda: client.call("GET", "/trainings/current")["state"] != "running", 3600)
    status = client.call("GET", "/trainings/current")
    lines = [
        f"training: {status['state']} after {time.monotonic() - begin:.0f} s, "
        f"{status['iteration']} of {status['of']} iterations",
        status["message"],
    ]
    if status["table"]:
        lines += ["\t".join(row) for row in (status["table"]["columns"], *status["table"]["rows"])]
    return "\n".join(lines), status["model"]


def compare_models(old: Path, new: Path, truth: Path, images: Path, classes: dict[str, str]) -> str:
    """Return how an old and a new model do on other images, as text.

    Args:
        old: A packed model.
        new: Likewise.
        truth: COCO JSON of the images.
        images: Their folder.
        classes: The models' class by the true cells', where names differ.
    """
    from mmcsam.fine_tuning.held_back import predict_held_back
    from mmcsam.report.evaluate_files import evaluate_files
    from mmcsam.report.text_table import text_table

    matched = {name: classes.get(name, name) for name in read_coco(truth).categories}
    with tempfile.TemporaryDirectory() as folder:
        results = []
        for who, model in (("old", old), ("new", new)):
            out = Path(folder, f"{who}.json")
            results.append((who, predict_held_back(model, truth, images, out, matched)))
        return text_table(evaluate_files(truth, results))
