"""The page itself."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from mmcsam.version import __version__
from mmcsam.web.project.project import Project

STATIC = Path(__file__).parents[1] / "static"


def make_router(project: Project) -> APIRouter:
    """Return the call that gives the page."""
    # Names of folders and models are anybody's text.
    environment = Environment(
        loader=PackageLoader("mmcsam.web"), autoescape=True, undefined=StrictUndefined
    )
    router = APIRouter(include_in_schema=False)

    @router.get("/", response_class=HTMLResponse)
    def page() -> str:
        """Return the page."""
        template = environment.get_template("page.html")
        return template.render(name=project.name, version=__version__)

    return router
