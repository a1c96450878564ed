"""Where results go: into the project, or beside it to be compared."""

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from .cell_finder import ModelChoice
from .prediction_queue import Task
from .project_access import ProjectAccess

if TYPE_CHECKING:
    from mmcsam.inference.cells import Cells

_COMPARED = 30  # images whose cells of a second model are kept


class Outcomes:
    """Hands over what became of each image.

    Cells of a second model are kept in memory: they can be predicted again, and nobody's work is in
    them.

    Args:
        project: Receives the results.
    """

    def __init__(self, project: ProjectAccess) -> None:
        self._project = project
        self._lock = threading.Lock()
        self._compared: OrderedDict[tuple[int, ModelChoice], Cells | str] = OrderedDict()

    def compared(self, image_id: int, choice: ModelChoice) -> "Cells | None":
        """Return a second model's cells; None if it has not looked at the image.

        Raises:
            ValueError: If it could not predict the image; asked again it is to be tried again.
        """
        with self._lock:
            found = self._compared.get((image_id, choice))
            if isinstance(found, str):
                del self._compared[image_id, choice]
                raise ValueError(found)
            return found

    def mark(self, task: Task, state: str | None) -> None:
        """Say that an image waits or is being predicted, or with None neither."""
        if not task.compared:
            try:
                self._project.mark(task.image_id, state)
            except KeyError:  # the image was removed meanwhile
                pass

    def cells(self, task: Task, choice: ModelChoice, cells: "Cells", sha: str) -> str:
        """Keep the cells of an image; return why they could not be kept, or nothing."""
        if task.compared:
            self._keep(task, choice, cells)
            return ""
        try:
            self._project.set_prediction(task.image_id, cells, sha)
        except KeyError:
            pass
        except OSError as error:  # a full disk
            self.mark(task, None)
            return f"the cells that were found could not be kept: {error}"
        return ""

    def failed(self, task: Task, choice: ModelChoice | None, reason: str) -> str:
        """Keep why an image has no cells; return why that could not be kept, or nothing."""
        if task.compared:
            if choice is not None:
                self._keep(task, choice, reason)
            return ""
        try:
            self._project.fail(task.image_id, reason)
        except KeyError:
            pass
        except OSError as error:
            self.mark(task, None)
            return f"{reason}; and this could not be kept: {error}"
        return ""

    def _keep(self, task: Task, choice: ModelChoice, found: "Cells | str") -> None:
        with self._lock:
            self._compared[task.image_id, choice] = found
            while len(self._compared) > _COMPARED:
                self._compared.popitem(last=False)
        self._project.publish({"type": "comparison", "id": task.image_id})
