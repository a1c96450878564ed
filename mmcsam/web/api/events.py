"""News for the page, as they come."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from mmcsam.web.project.project import Project

_QUIET = 15.0  # seconds, after which a line is sent to see whether anybody is still there


def make_router(project: Project) -> APIRouter:
    """Return the call that tells news until the project publishes an event of type "end"."""
    router = APIRouter(prefix="/api", tags=["events"])

    @router.get("/events", response_class=StreamingResponse)
    async def events() -> StreamingResponse:
        """Tell what has changed, as server-sent events; ask for it then."""
        return StreamingResponse(
            _stream(project),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return router


async def _stream(project: Project) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def tell(event: dict[str, Any]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(queue.put_nowait, event)

    end = project.subscribe(tell)
    try:
        yield ": hello\n\n"
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), _QUIET)
            except asyncio.TimeoutError:
                yield ": still here\n\n"
                continue
            if event["type"] == "end":
                return
            yield f"data: {json.dumps(event)}\n\n"
    finally:
        end()
