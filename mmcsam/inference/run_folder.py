"""The folder of a run of predictions, which a stopped run leaves usable."""

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from mmcsam.coco.reader import read_json
from mmcsam.jobs.whole_file import whole_file, write_json, write_text

RUN, INSTANCES = "run.json", "instances.json"
_PARTS = ".parts"
_PART_KEYS = {"image", "annotations", "rows", "notes", "fingerprint"}
_UNFINISHED = re.compile(r"\..*\.[0-9a-f]{8}\.part(\.[^.]*)?", re.DOTALL)  # see whole_file
FORMAT = 1


class RunFolder:
    """Where a run writes, and what it has finished.

    A finished image has a part, written last: its COCO entries and rows of measurements. The COCO
    file and the table are put together from the parts, so a killed run loses nothing and another
    one, with the same model and settings, goes on. So can several at a time, each with its share of
    the images: a share writes its times and what it left out to a record of its own.

    Args:
        folder: Made if missing.
        settings: What the results depend on: model and settings, as plain data.
        overwrite: Begin anew where the folder holds a run of other settings.
        share: Name of this process's record, where others write to the folder too.

    Attributes:
        seconds: Of each image, by name; of earlier runs and other shares too, as far as known.
        left_out: By the image's path, what is wrong with it; likewise.

    Raises:
        NotADirectoryError: If it is a file.
        ValueError: If it holds a run of other settings, or something else; or if ``overwrite``
            would remove what others write.
    """

    def __init__(
        self,
        folder: str | Path,
        settings: dict,
        overwrite: bool = False,
        share: str | None = None,
    ) -> None:
        self.path = Path(folder)
        self.settings = json.loads(json.dumps(settings))
        self.seconds: dict[str, float] = {}
        self.left_out: dict[str, str] = {}
        self._share = share
        if overwrite and share is not None:
            raise ValueError(
                f"{folder}: cannot be overwritten by one share of a job, expected the folder of "
                "the same settings or none; remove it first"
            )
        if self.path.exists() and not self.path.is_dir():
            raise NotADirectoryError(f"{folder}: a file, expected a folder for the output")
        if self.path.is_dir() and any(self._visible()):
            self._go_on(overwrite)
        self.path.mkdir(parents=True, exist_ok=True)

    def _visible(self) -> Iterator[Path]:
        """Yield what is in the folder but what another process is writing at this moment."""
        return (path for path in self.path.iterdir() if not path.name.startswith("."))

    def _go_on(self, overwrite: bool) -> None:
        run = self.path / RUN
        if not run.is_file():
            raise ValueError(
                f"{self.path}: holds files that are not a run's, expected a new or empty folder; "
                "give another one"
            )
        if self._read(run) is not None:
            self.read_records()
        elif overwrite:
            # Killed on the way, this must leave no part to be taken for one of the new settings,
            # nor a folder that is not known as a run's: parts go first, the record last.
            for inside in sorted(self.path.iterdir(), key=lambda one: (one.name == RUN, one.name)):
                shutil.rmtree(inside) if inside.is_dir() else inside.unlink()
        else:
            raise ValueError(
                f"{self.path}: holds a run with another model or other settings, expected the "
                "same; give another folder, or --overwrite to remove what is there"
            )

    def _read(self, record: Path) -> dict | None:
        """Return a record if it is of the same format and settings."""
        content = read_json(record)
        if isinstance(content, dict) and content.get("format") == FORMAT:
            return content if content.get("settings") == self.settings else None
        return None

    def read_records(self) -> None:
        """Take over times and what was left out from earlier runs and from other shares."""
        for path in (self.path / RUN, *sorted(self.path.glob("run-*-of-*.json"))):
            if (known := self._read(path)) is not None:
                seconds = {name: one.get("seconds") for name, one in known["images"].items()}
                self.seconds |= {name: one for name, one in seconds.items() if one is not None}
                self.left_out = known["left_out"] | self.left_out

    def begin(self) -> None:
        """Write the settings, so that an interrupted run is known again."""
        if self._share is None:
            self.remove_unfinished()
            self.left_out.clear()  # it is tried again
        if self._share is None or not (self.path / RUN).is_file():
            self._write(RUN, {name: {} for name in self.seconds}, finished=False)

    def remove_unfinished(self) -> None:
        """Remove what killed processes left half-written; none may be at work."""
        for left in self.path.glob(".partial-*"):
            shutil.rmtree(left, ignore_errors=True)
        for path in (*self.path.glob(".*"), *(self.path / _PARTS).rglob(".*")):
            if _UNFINISHED.fullmatch(path.name):
                path.unlink()

    def is_done(self, name: str) -> bool:
        """Return whether an image is finished."""
        return self._part(name).is_file()

    def keep_if_same(self, name: str, fingerprint: str) -> bool:
        """Return whether this very image is finished; what another one of its name left goes.

        Raises:
            ValueError: If its part is damaged.
        """
        for _, part in self.parts([name]):
            if part["fingerprint"] == fingerprint:
                return True
            self._part(name).unlink()
        return False

    def finish_image(self, name: str, part: dict) -> None:
        """Mark an image as finished, once all its other files are there.

        Args:
            name: What its files are called.
            part: ``image``, ``annotations``, ``rows``, ``notes`` and the image's ``fingerprint``.

        Raises:
            OSError: If it cannot be written.
        """
        write_text(self._part(name), json.dumps(part))

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
        """Put the COCO file together from the parts, of which one at a time is in memory."""
        names = list(names)
        categories = [{"id": i, "name": name} for i, name in enumerate(classes, start=1)]
        with whole_file(self.path / INSTANCES) as path, open(path, "w", encoding="utf-8") as file:
            file.write('{"images": [')
            for number, (_, part) in enumerate(self.parts(names), start=1):
                file.write(", " * (number > 1) + json.dumps({"id": number, **part["image"]}))
            file.write(f'], "categories": {json.dumps(categories)}, "annotations": [')
            written = 0
            for number, (_, part) in enumerate(self.parts(names), start=1):
                for entry in part["annotations"]:
                    written += 1
                    entry = {**entry, "id": written, "image_id": number}
                    file.write(", " * (written > 1) + json.dumps(entry))
            file.write("]}")
        return self.path / INSTANCES

    def write_run(self, images: dict[str, dict]) -> Path:
        """Write the record of the whole run; beside those of shares the only file with times.

        Args:
            images: Of each finished image by its name what is to be said of it.
        """
        return self._write(RUN, images, finished=True)

    def write_share(self, names: Iterable[str]) -> Path:
        """Write the record of this process's share: its images by name."""
        return self._write(f"run-{self._share}.json", {name: {} for name in names}, finished=True)

    def _write(self, file: str, images: dict[str, dict], finished: bool) -> Path:
        content = {
            "format": FORMAT,
            "settings": self.settings,
            "finished": finished,
            "images": {
                name: {**entry, "seconds": self.seconds.get(name)} for name, entry in images.items()
            },
            "left_out": self.left_out,
        }
        write_json(self.path / file, content)
        return self.path / file

    def _part(self, name: str) -> Path:
        return self.path / _PARTS / f"{name}.json"
