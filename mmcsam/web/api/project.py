"""Calls about the project as a whole."""

from fastapi import APIRouter

from mmcsam.version import __version__

from .schemas import ClassName, ProjectChange, ProjectInfo
from .services import Services


def make_router(services: Services) -> APIRouter:
    """Return the calls about the project."""
    router = APIRouter(prefix="/api/project", tags=["project"])
    project = services.project

    @router.get("")
    def show() -> ProjectInfo:
        """Return what holds for all images."""
        settings = project.settings
        return ProjectInfo(
            name=project.name,
            classes=[ClassName(id=i, name=name) for i, name in enumerate(settings.classes)],
            threshold=settings.threshold,
            cell_width=settings.cell_width,
            pixel_size=settings.pixel_size,
            model=settings.model,
            version=__version__,
            notes=project.notes,
        )

    @router.patch("")
    def change(changes: ProjectChange) -> ProjectInfo:
        """Change what is given, for all images."""
        values = changes.model_dump(exclude_unset=True)
        if values.get("classes"):
            values["classes"] = tuple(values["classes"])
        else:
            values.pop("classes", None)
        model = values.pop("model", None)
        if model is not None:
            project.choose_model(model)
        project.change_settings(**values)
        return show()

    return router
