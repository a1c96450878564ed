"""Calls about the cells of an image, and their corrections."""

import json
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response

from mmcsam.web.edits.editing import Editing
from mmcsam.web.project.change import Change
from mmcsam.web.project.errors import StaleRevisionError
from mmcsam.web.project.image_state import ImageState

from .cell_json import cells_text
from .edit_schemas import EditRequest, OutlineInBox, Revision
from .make_change import make_change
from .schemas import CellList, EditAnswer
from .services import Services

Box = Annotated[
    str | None, Query(description="left,top,width,height in pixels; all cells if left out")
]
Step = Annotated[
    float, Query(gt=0, le=1e4, description="image pixels a screen pixel; outlines are no finer")
]


def make_router(services: Services) -> APIRouter:
    """Return the calls about cells."""
    router = APIRouter(prefix="/api/images/{image_id}", tags=["cells"])
    project = services.project

    @router.get("/cells", response_model=CellList)
    def cells(image_id: int, box: Box = None, step: Step = 1.0) -> Response:
        """Return the cells that touch a box, of any score; predicts the image if nobody has."""
        image = project.image(image_id)
        state = project.state(image_id)
        if state.model is None and image["state"] == "waiting" and project.settings.model:
            services.predictor.submit([image_id], first=True)
        found = state.cells.values() if box is None else state.touching(*_numbers(box))
        values = f'"undo":{len(state.undo)},"redo":{len(state.redo)}'
        text = f'{{"revision":{state.revision},"cells":{cells_text(found, step)},{values}}}'
        return Response(text, media_type="application/json", headers={"Cache-Control": "no-store"})

    @router.post("/edits", response_model=EditAnswer)
    def edit(image_id: int, request: EditRequest) -> Response:
        """Change cells; it is saved when the answer comes."""
        state, entry = project.state(image_id), project.entry(image_id)
        if state.revision != request.revision:
            raise StaleRevisionError(state.revision)
        editing = Editing(state, entry.size, len(project.settings.classes))
        note = None
        if isinstance(request.edit, OutlineInBox):
            try:
                mask = services.predictor.outline_in_box(
                    project.image_path(image_id), request.edit.box
                )
            except RuntimeError as error:  # the worker has died of it, and is started anew
                raise HTTPException(503, str(error)) from error
            change, note = editing.add(mask, request.edit.label), getattr(mask, "note", None)
        else:
            change = make_change(editing, request.edit)
        if not (change.removed or change.added):
            return _answer(state, change, note)  # nothing to clear
        kind = request.edit.kind
        return _answer(project.commit(image_id, request.revision, change, kind), change, note)

    @router.post("/undo", response_model=EditAnswer)
    def undo(image_id: int, request: Revision) -> Response:
        """Undo the last edit; it is saved when the answer comes."""
        return _answer(*project.undo(image_id, request.revision))

    @router.post("/redo", response_model=EditAnswer)
    def redo(image_id: int, request: Revision) -> Response:
        """Do again what was undone last; it is saved when the answer comes."""
        return _answer(*project.redo(image_id, request.revision))

    return router


def _answer(state: ImageState, change: Change, note: str | None = None) -> Response:
    values = {
        "revision": state.revision,
        "removed": list(change.removed),
        "undo": len(state.undo),
        "redo": len(state.redo),
        "note": note,
    }
    text = f'{json.dumps(values)[:-1]}, "added": {cells_text(change.added, 1.0)}}}'
    return Response(text, media_type="application/json")


def _numbers(box: str) -> tuple[float, float, float, float]:
    try:
        left, top, width, height = map(float, box.split(","))
    except ValueError:
        raise HTTPException(
            422, f"box={box:.60}: expected left,top,width,height in pixels"
        ) from None
    return left, top, width, height
