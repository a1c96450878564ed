"""How a training is shared out: what is learned from, what is judged by, and for how long."""

from collections.abc import Sequence
from dataclasses import dataclass

from mmcsam.datasets.folds import assign_folds
from mmcsam.fine_tuning.recipe import Recipe

FEWEST_HELD_BACK = 10  # images, of which some can be spared
_HELD_BACK = 5  # one of so many
_FOLDS = 3
_SHORTEST = 12  # iterations: less would change nothing
FINAL = "final"


@dataclass(frozen=True)
class Stage:
    """One training of several.

    Attributes:
        name: "final" for the one whose model is kept.
        learned: Ids of the images that it learns from.
        judged: Ids of those that its model is judged by; it has not learned from them.
        choosing: Whether the training ends when it no longer improves on these.
        iterations: At most.
        batch_size: Images an iteration.
    """

    name: str
    learned: tuple[int, ...]
    judged: tuple[int, ...]
    choosing: bool
    iterations: int
    batch_size: int

    @property
    def recipe(self) -> Recipe:
        """The training's settings."""
        return Recipe(
            self.iterations, self.batch_size, folds=0, validations=4 if self.choosing else 1
        )


def plan_stages(
    images: Sequence[dict], windows: int, seconds_an_image: float, budget: float
) -> list[Stage]:
    """Plan a training.

    From ten images on, one in five is held back, to end the training in time and to compare old and
    new by. Of fewer none can be spared, so the way of training is judged by cross-validation: of
    each third of the images by a model that learned from the others. The model that is kept learns
    from all of them.

    Args:
        images: Entries of a COCO file: ``id`` and ``file_name`` are read.
        windows: How many training images are made of them.
        seconds_an_image: What an iteration takes for each of its images.
        budget: Seconds for all iterations together.

    Returns:
        list: The stages in their order, the one whose model is kept last.

    Raises:
        ValueError: If there is no image.

    Example:
        >>> images = [{"id": n, "file_name": f"{n}.png"} for n in range(4)]
        >>> for stage in plan_stages(images, 4, seconds_an_image=1, budget=420):
        ...     print(stage.name, stage.learned, stage.judged, stage.iterations)
        fold 1 (2, 3) (0, 1) 26
        fold 2 (0, 1, 3) (2,) 26
        fold 3 (0, 1, 2) (3,) 26
        final (0, 1, 2, 3) () 26
    """
    if not images:
        raise ValueError("no image is marked as finished; correct one and mark it, better ten")
    ids = tuple(image["id"] for image in images)
    count = len(ids)
    splits: list[tuple[str, tuple[int, ...]]] = []
    if count >= FEWEST_HELD_BACK:
        folds = assign_folds(images, _HELD_BACK)
        splits.append((FINAL, _of(folds, 0)))
    else:
        if count > 1:
            folds = assign_folds(images, min(_FOLDS, count))
            splits += [(f"fold {k + 1}", _of(folds, k)) for k in range(min(_FOLDS, count))]
        splits.append((FINAL, ()))
    batch = min(4, windows)
    affordable = int(budget / len(splits) / (batch * seconds_an_image))
    iterations = max(_SHORTEST, min(Recipe.for_images(windows).iterations, affordable))
    choosing = count >= FEWEST_HELD_BACK
    return [
        Stage(
            name,
            tuple(one for one in ids if one not in judged),
            judged,
            choosing,
            iterations,
            batch,
        )
        for name, judged in splits
    ]


def _of(folds: dict[int, int], number: int) -> tuple[int, ...]:
    return tuple(image for image, fold in folds.items() if fold == number)
