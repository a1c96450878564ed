"""How long and how fast to train on so many images."""

from dataclasses import dataclass

_HELD_BACK = 5  # one of so many images
_FEWEST = 5  # images of which one can be held back


@dataclass(frozen=True)
class Recipe:
    """Settings of a training.

    Attributes:
        iterations: At most.
        batch_size: Images an iteration.
        lr: Learning rate of AdamW; the backbone's is a tenth of it.
        folds: One of so many images is held back to judge by; 0 holds none back.
        validations: How often the held-back images are looked at on the way.
        patience: Validations without a better result after which it ends.

    Raises:
        ValueError: If there is no iteration.
    """

    iterations: int
    batch_size: int = 4
    lr: float = 3e-4
    folds: int = _HELD_BACK
    validations: int = 6
    patience: int = 3

    def __post_init__(self) -> None:
        if self.iterations < 1:
            raise ValueError(f"iterations is {self.iterations}, expected 1 or more")

    @property
    def interval(self) -> int:
        """Iterations from one validation to the next."""
        return max(1, self.iterations // self.validations)

    @classmethod
    def for_images(cls, images: int) -> "Recipe":
        """Choose by the number of images: with four times as many, twice as long.

        Raises:
            ValueError: If there is none.

        Example:
            >>> [Recipe.for_images(n).iterations for n in (1, 5, 20, 50, 300)]
            [60, 134, 268, 424, 600]
        """
        if images < 1:
            raise ValueError("there is no annotated image; expected at least one, better twenty")
        return cls(
            iterations=min(600, round(60 * images**0.5)),
            batch_size=min(4, images),
            folds=_HELD_BACK if images >= _FEWEST else 0,
        )
