"""Print how long a project takes to open after many edits, and what it holds then.

python tools/project_opening.py --edits 100000 --images 200 --cells 300

Every tenth edit deletes a cell, every tenth draws one, every tenth undoes; all others change one.
The images are not there, which the project bears: nothing but its own files is read.
"""

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))  # for a checkout that is not installed

from mmcsam.structures.instance_mask import InstanceMask  # noqa: E402
from mmcsam.web.project.project import Project  # noqa: E402
from mmcsam.web.project.project_cell import ProjectCell  # noqa: E402

SIDE = 4000  # pixels


def cell_of(number: int) -> ProjectCell:
    """Return a disc of about 1,000 pixels, somewhere."""
    import cv2
    import numpy as np

    place, mask = random.Random(number), np.zeros((37, 37), np.uint8)
    cv2.circle(mask, (18, 18), 18, 1, -1)
    left, top = place.randrange(SIDE - 37), place.randrange(SIDE - 37)
    return ProjectCell.drawn(number, 0, InstanceMask.cut(mask, left, top, (SIDE, SIDE)))


def write_project(folder: Path, images: int, cells: int, edits: int) -> None:
    """Write a project that somebody has worked in for long, without going through the page."""
    Project.open(folder).close()
    journal, chance = [], random.Random(0)
    drawn = {number: cell_of(number).to_record() for number in range(1, cells + 1)}
    for image in range(1, images + 1):
        size = {"width": SIDE, "height": SIDE, "pixel_size": None}
        journal.append({"op": "image", "id": image, "name": f"{image}.png", "place": "folder"})
        journal[-1] |= size
        there, last, revision = list(drawn), cells, 0

        def edit(added=(), removed=(), image=image):
            journal.append({"op": "edit", "image": image, "kind": "edit", "removed": removed})
            journal[-1] |= {"added": added, "forget": False}

        edit(list(drawn.values()))
        for number in range(edits // images):
            if number % 10 == 0:
                gone = there.pop(chance.randrange(len(there)))
                edit(removed=[gone])
            elif number % 10 == 1:
                last += 1
                there.append(last)
                edit([drawn[chance.choice(list(drawn))] | {"id": last}])
            elif number % 10 == 3:  # the change before
                journal.append({"op": "undo", "image": image})
            else:
                edit([drawn[chance.choice(list(drawn))] | {"id": chance.choice(there)}])
        for record in journal[-1 - edits // images :]:
            revision += 1
            record |= {"revision": revision, "at": "2026-01-01T00:00:00.000+00:00"}
    lines = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in journal)
    (folder / "journal.jsonl").write_text(lines)


def main(images: int, cells: int, edits: int) -> None:
    """Write the project and open it three times."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "project")
        write_project(folder, images, cells, edits)
        size = (folder / "journal.jsonl").stat().st_size / 2**20
        print(f"{edits:,} edits in {images} images of {cells:,} cells, journal {size:.1f} MiB")
        for _ in range(3):
            start, used = time.perf_counter(), time.process_time()
            project = Project.open(folder)
            seconds, used = time.perf_counter() - start, time.process_time() - used
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            found = sum(len(project.state(each.id).cells) for each in project.entries())
            project.close()
            print(
                f"open after {seconds:.1f} s ({used:.1f} of the processor), {found:,} cells, "
                f"{memory:.2f} GiB at most, writing included"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edits", type=int, default=100_000, help="in all")
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--cells", type=int, default=300, help="of each image, before the edits")
    main(**vars(parser.parse_args()))
