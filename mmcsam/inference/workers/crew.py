"""Choose who predicts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from mmcsam.inference.image_files import ImageFile
from mmcsam.jobs.cores import available_cores
from mmcsam.jobs.problem import Problem

from .image_predictor import Finished, ImagePredictor
from .inline_worker import InlineWorker
from .process_worker import ProcessWorker
from .ray_worker import connect
from .scheduler import Scheduler

_WORTH_IT = 8  # images a process: to start one takes as long as some images


@dataclass(frozen=True)
class Crew:
    """Who predicts: this process, several of this machine, or those of a Ray cluster.

    Attributes:
        workers: Processes; 1 is this one alone. None takes one for each core if there are images
            enough, one where there is a GPU, and with ``ray`` as many as the cluster has room for.
        threads: The network's, of each worker. Their number may change a result's last digits, so
            it does not depend on the machine.
        ray: Address of a Ray cluster, see :func:`connect`; None for this machine.

    Raises:
        ValueError: If a number is below 1.
    """

    workers: int | None = 1
    threads: int = 1
    ray: str | None = None

    def __post_init__(self) -> None:
        for what, number in (("workers", self.workers), ("threads", self.threads)):
            if number is not None and number < 1:
                raise ValueError(f"{what} is {number}, expected 1 or more")

    def predict(
        self, predictor: ImagePredictor, images: Sequence[tuple[str, ImageFile]]
    ) -> Iterator[tuple[str, Finished | Problem]]:
        """Predict images by name, and yield each one's outcome as soon as it is known.

        Raises:
            OSError: If a file of the output cannot be written, no cluster answers, or workers end
                before they can do anything.
        """
        if not images:
            return
        if self.ray is not None:
            actor, room = connect(self.ray, predictor, self.threads)
            yield from Scheduler(actor, min(room, self.workers or room)).run(images)
        elif (workers := self.workers or self._default(predictor, len(images))) > 1:
            hire = partial(ProcessWorker, predictor, self.threads)
            yield from Scheduler(hire, workers).run(images)
        else:
            before = predictor.set_threads(self.threads)
            try:
                yield from Scheduler(partial(InlineWorker, predictor), 1).run(images)
            finally:
                predictor.set_threads(before)

    def _default(self, predictor: ImagePredictor, images: int) -> int:
        if predictor.segmenter.on_gpu:
            return 1
        return max(1, min(available_cores() // self.threads, images // _WORTH_IT))
