"""Drawn bone-marrow smears in SegPC-2021's on-disk form, for tests and a first training run."""

from .sample_tree import write_sample_tree

__all__ = ["write_sample_tree"]
