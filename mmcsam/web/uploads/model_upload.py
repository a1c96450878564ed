"""A packed model that is sent to the page."""

from pathlib import Path, PurePosixPath

from mmcsam.inference.model.packed_model import SUFFIX
from mmcsam.web.project.project import Project
from mmcsam.web.safety.names import safe_name

from .received_file import ReceivedFile
from .upload_limits import UploadLimits


class ModelUpload:
    """Adds one packed model to a project, if it loads as one.

    Args:
        project: The project.
        limits: How large a file may be.
    """

    def __init__(self, project: Project, limits: UploadLimits) -> None:
        self._project, self._limit = project, limits.model_bytes
        self._folder = project.path / "models"
        self._name, self._file = "", None  # type: str, ReceivedFile | None

    def begin(self, name: str) -> None:
        """Begin the file.

        Raises:
            OSError: If it cannot be made.
            ValueError: If it is the second one, or its name is none of a packed model.
        """
        if self._file is not None:
            raise ValueError("two files came, expected one packed model; send one at a time")
        self._name = PurePosixPath(safe_name(name)).name
        if not self._name.endswith(SUFFIX):
            raise ValueError(
                f"{self._name}: no packed model, expected a name that ends in {SUFFIX}; pack it "
                "with python -m mmcsam pack"
            )
        self._file = ReceivedFile(self._folder, SUFFIX, self._limit)

    def take(self, block: bytes) -> None:
        """Take bytes of the file; errors as :meth:`ReceivedFile.write`."""
        if self._file is not None:
            self._file.write(block)

    def end(self) -> None:
        """End the file."""
        if self._file is not None:
            self._file.finish()

    def keep(self) -> str:
        """Look whether it loads, and make it one of the project's models; return its name.

        Raises:
            OSError: If it cannot be written.
            ValueError: If it is no packed model that loads.
        """
        if self._file is None:
            raise ValueError("no file came, expected one packed model in the form's field file")
        if self._file.too_large:
            raise ValueError(
                f"{self._name}: over {self._limit / 2**20:,.0f} MiB, expected a smaller file"
            )
        _check_loads(self._file.path, self._name)
        stem, number = PurePosixPath(self._name).stem, 1
        name = stem
        while name in self._project.model_paths():
            number += 1
            name = f"{stem}-{number}"
        self._file.path.rename(self._folder / f"{name}{SUFFIX}")
        self._project.publish({"type": "models"})
        return name

    def close(self) -> None:
        """Remove the file, if it was not kept."""
        if self._file is not None:
            self._file.discard()


def _check_loads(path: Path, name: str) -> None:
    """Build the model, as a prediction would."""
    import mmcsam.components  # noqa: F401, registers what models are built of
    from mmcsam.inference.backends.pytorch import PyTorchBackend
    from mmcsam.inference.model.packed_model import read_packed_model

    try:
        PyTorchBackend(*read_packed_model(path), "cpu", name)
    except ValueError as error:
        raise ValueError(str(error).replace(str(path), name)) from error
