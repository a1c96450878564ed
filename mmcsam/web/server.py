"""Run the page until somebody stops it."""

import contextlib
import secrets
import signal
import socket
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mmcsam.inference.model.catalogue import DEFAULT, find_model, known_models

from .project.model_list import card_of, model_files
from .project.project import Project
from .safety.host_rules import is_local

PROJECT = "mmcsam-project"


@dataclass(frozen=True)
class Server:
    """A page's address, and what is to be served there.

    Attributes:
        images: Folder of images; None for those that will be dropped into the page.
        project: The project's folder; None for one in the folder of images, or here.
        model: A packed model or its name; None for the one chosen last time, or the one that comes
            with mmcsam.
        host: The address to listen on. Of others than this machine's own, the page asks for a
            token.
        port: To listen on; 0 takes a free one.
        token: What everybody has to know where others reach the address.
    """

    images: Path | None = None
    project: Path | None = None
    model: str | None = None
    host: str = "127.0.0.1"
    port: int = 8765
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)

    def run(self, say: Callable[[str], object] = print, browse: bool = False) -> None:
        """Serve until Ctrl-C or SIGTERM.

        Args:
            say: Called with the address, and with what there is to know.
            browse: Whether to open the page in this machine's browser.

        Raises:
            OSError: If the address is taken, or the project cannot be read or written.
            ValueError: If the project or the model cannot be used, or the model is not the one that
                comes with mmcsam, or that a list names, though it bears its name.
        """
        from mmcsam.web.api.app import make_app
        from mmcsam.web.learning.trainer import Trainer
        from mmcsam.web.prediction.predictor import Predictor

        token = None if is_local(self.host) else self.token
        with ExitStack() as closing:
            listening = closing.enter_context(self._listen())
            project = closing.enter_context(contextlib.closing(self._open(say)))
            predictor = closing.enter_context(contextlib.closing(Predictor(project)))
            trainer = closing.enter_context(contextlib.closing(Trainer(project)))
            app = make_app(project, predictor, trainer, host=self.host, token=token)
            predictor.start()
            trainer.resume()
            address = self._address(listening, token)
            say(f"{address}\nStop with Ctrl-C; everything is saved as you go.")
            if browse:
                webbrowser.open(address)
            _serve(app, listening, project)

    def _open(self, say: Callable[[str], object]) -> Project:
        folder = self.project or (self.images or Path()) / PROJECT
        name, file = self._model(folder)
        classes = ("cell",) if file is None else card_of(file).classes
        project = Project.open(folder, self.images, classes)
        try:
            for note in project.notes:
                say(f"note: {note}")
            paths = project.model_paths()
            if name is not None and (self.model or project.settings.model not in paths):
                project.choose_model(name, None if paths.get(name) == file else file)
            if project.settings.model is None:
                say("note: no model is chosen, so that no cells are found; choose one in the page")
        except BaseException:
            project.close()
            raise
        return project

    def _model(self, folder: Path) -> tuple[str | None, Path | None]:
        """Return name and file of the model that is asked for, or else comes with mmcsam."""
        listed = model_files(folder, {})
        name = DEFAULT if self.model is None else self.model
        if name in listed:
            return name, _intact(name, listed[name])
        if self.model is None:
            return None, None
        file = find_model(self.model)
        return (file.stem if file == Path(self.model) else self.model), file

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        listening = socket.socket(family)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((self.host, self.port))
            listening.listen()  # so that who comes at once waits, and is not refused
        except (OSError, OverflowError) as error:
            listening.close()
            reason = error.strerror if isinstance(error, OSError) else "no such port"
            raise OSError(
                f"{self.host}:{self.port}: {str(reason).lower()}, expected an address of this "
                "machine and a free port; give another --port, or stop what has it"
            ) from error
        return listening

    def _address(self, listening: socket.socket, token: str | None) -> str:
        port = listening.getsockname()[1]
        host = f"[{self.host}]" if ":" in self.host else self.host
        if self.host in ("0.0.0.0", "::"):  # every address of this machine
            host = socket.gethostname()
        return f"http://{host}:{port}/" + ("" if token is None else f"?token={token}")


def _intact(name: str, file: Path) -> Path:
    """Return a model's file; if a list has its SHA-256, it is compared."""
    for known in known_models():
        if known.name == name and known.path == file:
            return known.fetch()
    return file


def _serve(app: Any, listening: socket.socket, project: Project) -> None:
    import uvicorn

    class PageServer(uvicorn.Server):
        """Ends the streams of news at once, which would keep the server waiting."""

        def handle_exit(self, sig: int, frame: Any) -> None:
            project.publish({"type": "end"})
            super().handle_exit(sig, frame)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    # uvicorn raises the signal again when it has ended: it must not kill what is still to do.
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, timeout_graceful_shutdown=10
        )
        PageServer(config).run([listening])
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
