"""The folder of a run of predictions, which a stopped run leaves usable."""

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from mmcsam.coco.reader import read_json
from mmcsam.jobs.whole_file import write_json, write_text

RUN, INSTANCES = "run.json", "instances.json"
_PARTS = ".parts"
_PART_KEYS = {"image", "annotations", "rows", "notes"}
FORMAT = 1


class RunFolder:
    """Where a run writes, and what it has finished.

    A finished image has a part, written last: its COCO entries and rows of measurements. The COCO
    file and the table are put together from the parts, so a killed run loses nothing and another
    one, with the same model and settings, goes on.

    Args:
        folder: Made if missing.
        settings: What the results depend on: model and settings, as plain data.
        overwrite: Begin anew where the folder holds a run of other settings.

    Raises:
        NotADirectoryError: If it is a file.
        ValueError: If it holds a run of other settings, or something else.
    """

    def __init__(self, folder: str | Path, settings: dict, overwrite: bool = False) -> None:
        self.path = Path(folder)
        self.settings = json.loads(json.dumps(settings))
        self.times: dict[str, float] = {}
        if self.path.exists() and not self.path.is_dir():
            raise NotADirectoryError(f"{folder}: a file, expected a folder for the output")
        if self.path.is_dir() and any(self.path.iterdir()):
            self._go_on(overwrite)
        self.path.mkdir(parents=True, exist_ok=True)
        for left in self.path.glob(".partial-*"):  # of a killed run
            shutil.rmtree(left, ignore_errors=True)

    def _go_on(self, overwrite: bool) -> None:
        run = self.path / RUN
        if not run.is_file():
            raise ValueError(
                f"{self.path}: holds files that are not a run's, expected a new or empty folder; "
                "give another one"
            )
        earlier = read_json(run)
        known = earlier if isinstance(earlier, dict) else {}
        if known.get("format") == FORMAT and known.get("settings") == self.settings:
            times = {name: entry.get("seconds") for name, entry in known.get("images", {}).items()}
            self.times = {name: value for name, value in times.items() if value is not None}
        elif overwrite:
            for inside in list(self.path.iterdir()):
                shutil.rmtree(inside) if inside.is_dir() else inside.unlink()
        else:
            raise ValueError(
                f"{self.path}: holds a run with another model or other settings, expected the "
                "same; give another folder, or --overwrite to remove what is there"
            )

    def begin(self) -> None:
        """Write the settings, so that an interrupted run is known again."""
        self.write_run({}, [], finished=False)

    def is_done(self, name: str) -> bool:
        """Return whether an image is finished."""
        return self._part(name).is_file()

    def finish_image(self, name: str, part: dict, seconds: float) -> None:
        """Mark an image as finished, once all its other files are there.

        Args:
            name: What its files are called.
            part: ``image``, ``annotations``, ``rows`` and ``notes``.
            seconds: That it took.
        """
        write_text(self._part(name), json.dumps(part))
        self.times[name] = round(seconds, 3)

    def parts(self, names: Iterable[str]) -> Iterator[tuple[str, dict]]:
        """Yield the parts of those images that are finished, in the given order.

        Raises:
            ValueError: If a part is damaged.
        """
        for name in names:
            if self.is_done(name):
                content = read_json(self._part(name))
                if not isinstance(content, dict) or not _PART_KEYS <= content.keys():
                    raise ValueError(
                        f"{self._part(name)}: damaged, expected a finished image; remove it, and "
                        "the image is predicted again"
                    )
                yield name, content

    def write_instances(self, names: Iterable[str], classes: Iterable[str]) -> Path:
        """Put the COCO file together from the parts."""
        images: list[dict] = []
        annotations: list[dict] = []
        for _, part in self.parts(names):
            images.append({"id": len(images) + 1, **part["image"]})
            for entry in part["annotations"]:
                number = len(annotations) + 1
                annotations.append({**entry, "id": number, "image_id": len(images)})
        categories = [{"id": i, "name": name} for i, name in enumerate(classes, start=1)]
        content = {"images": images, "categories": categories, "annotations": annotations}
        write_text(self.path / INSTANCES, json.dumps(content))
        return self.path / INSTANCES

    def write_run(self, images: dict[str, dict], left_out: list[str], finished: bool) -> Path:
        """Write the record of the run, the only file that holds times."""
        content = {
            "format": FORMAT,
            "settings": self.settings,
            "finished": finished,
            "images": {
                name: {**entry, "seconds": self.times.get(name)} for name, entry in images.items()
            },
            "left_out": left_out,
        }
        write_json(self.path / RUN, content)
        return self.path / RUN

    def _part(self, name: str) -> Path:
        return self.path / _PARTS / f"{name}.json"
