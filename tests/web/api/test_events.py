import asyncio

from web_project import draw_images

from mmcsam.web.api import events as module
from mmcsam.web.project.project import Project


def test_news_until_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_QUIET", 0.01)
    project = Project.open(tmp_path / "project", draw_images(tmp_path / "scans"))

    async def listen():
        stream = module._stream(project)
        heard = [await anext(stream), await anext(stream)]
        project.publish({"type": "image", "id": 1})
        while not heard[-1].startswith("data"):
            heard.append(await anext(stream))
        project.publish({"type": "end"})
        heard += [line async for line in stream if line.startswith("data")]
        return heard

    heard = asyncio.run(listen())
    assert heard[0] == ": hello\n\n" and heard[1] == ": still here\n\n"
    assert heard[-1] == 'data: {"type": "image", "id": 1}\n\n'
    assert not project._callbacks
    project.close()


def test_router(tmp_path):
    project = Project.open(tmp_path / "project")
    [route] = module.make_router(project).routes
    assert route.path == "/api/events"
    project.close()
