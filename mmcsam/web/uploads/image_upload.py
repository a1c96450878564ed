"""Images that are dropped into the page."""

import filecmp
from pathlib import Path, PurePosixPath

from mmcsam.images.source import open_source
from mmcsam.inference.image_files import SUFFIXES
from mmcsam.jobs.problem import UnusableFileError, problem_of
from mmcsam.web.project.image_finder import check_inside, max_pixels
from mmcsam.web.project.journal import sync_folder
from mmcsam.web.project.project import Project
from mmcsam.web.safety.names import safe_name

from .received_file import ReceivedFile
from .upload_limits import UploadLimits


class ImageUpload:
    """Adds files to a project's images, each as soon as it is whole.

    Args:
        project: The project.
        limits: How large a file may be.

    Attributes:
        added: Ids of the images.
        refused: Names of files that were not taken, with the reasons.
    """

    def __init__(self, project: Project, limits: UploadLimits) -> None:
        self.added: list[int] = []
        self.refused: list[tuple[str, str]] = []
        self._project, self._limit = project, limits.image_bytes
        self._folder = project.path / "images"
        self._name, self._file = "", None  # type: str, ReceivedFile | None

    def begin(self, name: str) -> None:
        """Begin a file.

        Raises:
            OSError: If it cannot be made.
        """
        self._name = name
        try:
            self._name = safe_name(name)
            suffix = PurePosixPath(self._name).suffix.lower()
            if suffix not in SUFFIXES:
                raise ValueError(f"no image, expected one of {' '.join(SUFFIXES)}")
            self._file = ReceivedFile(self._folder, suffix, self._limit)
        except ValueError as error:
            self._refuse(str(error))

    def take(self, block: bytes) -> None:
        """Take bytes of the file.

        Raises:
            OSError: If the disk is full.
        """
        if self._file is not None:
            self._file.write(block)

    def end(self) -> None:
        """Look at the file and make it an image of the project.

        Raises:
            OSError: If it cannot be written.
        """
        if self._file is None:
            return
        file, self._file = self._file, None
        try:
            file.finish()
            if file.too_large:
                raise ValueError(
                    f"the file has over {self._limit / 2**20:,.0f} MiB, expected a smaller one; "
                    "put it into the folder of the images instead"
                )
            path = file.path
            with open_source(path, name=self._name, max_pixels=max_pixels(path)) as source:
                source.read(width=1, height=1)
            name = self._free_name(path)
            target = self._folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            check_inside(target, self._folder, name)
            path.rename(target)
            sync_folder(target.parent)
            self.added += self._project.add_dropped([name])
        except UnusableFileError as error:
            self._refuse(str(problem_of(error, self._name)))
        except ValueError as error:
            self._refuse(str(error))
        finally:
            file.discard()

    def close(self) -> None:
        """Remove what came only in part."""
        if self._file is not None:
            self._file.discard()

    def _free_name(self, path: Path) -> str:
        """Return the name, with a number if another image has it.

        Raises:
            ValueError: If the image of that name is the same.
        """
        taken = {entry.name: entry.path for entry in self._project.entries()}
        wanted = PurePosixPath(self._name)
        name, number = wanted, 1
        while str(name) in taken or (self._folder / name).exists():
            there = taken.get(str(name), self._folder / name)
            if there.is_file() and filecmp.cmp(path, there, shallow=False):
                raise ValueError("the same image is in the project already")
            number += 1
            name = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        return str(name)

    def _refuse(self, reason: str) -> None:
        self.refused.append((self._name, reason))
