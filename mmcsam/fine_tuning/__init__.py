"""Train a packed model further on a lab's own images."""

from .fine_tune import fine_tune

__all__ = ["fine_tune"]
