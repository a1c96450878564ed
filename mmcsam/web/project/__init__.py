"""A project's folder: what a lab has corrected, whole after a crash."""

from .project import Project

__all__ = ["Project"]
