"""What the background work asks of a project."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from mmcsam.inference.cells import Cells


class ProjectAccess(Protocol):
    """A project, as whoever predicts for it sees it. Its methods may be called from any thread.

    Attributes:
        path: The project's folder.
        cell_width: How wide cells are in the images, in pixels; None leaves the scale to the model.
        pixel_size: Micrometres a pixel; None takes what a file says.
    """

    path: Path

    @property
    def cell_width(self) -> float | None:
        """In pixels."""

    @property
    def pixel_size(self) -> float | None:
        """In micrometres."""

    def images(self) -> list[dict[str, Any]]:
        """Return ``id``, ``name``, ``width``, ``height`` and more of each image."""

    def image_path(self, image_id: int) -> Path:
        """Return an image's file.

        Raises:
            KeyError: If there is no such image.
            ValueError: If it lies elsewhere than in its folder.
        """

    def model_path(self, name: str | None = None) -> Path:
        """Return the file of a model, of the chosen one for None.

        Raises:
            ValueError: If there is no model of that name.
        """

    def mark(self, image_id: int, state: str | None) -> None:
        """Say that an image is ``"waiting"`` or ``"predicting"``, or, with None, neither."""

    def publish(self, event: dict[str, Any]) -> None:
        """Tell everybody who looks at the project."""

    def set_prediction(self, image_id: int, cells: "Cells", model_sha: str) -> None:
        """Keep what a model has found in an image."""

    def fail(self, image_id: int, reason: str) -> None:
        """Keep why an image cannot be predicted."""

    def finished_coco(self) -> dict[str, Any]:
        """Return the images that were marked as finished, and their cells, as COCO."""
