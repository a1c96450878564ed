"""The widget that finds the cells of an open image."""

from pathlib import Path
from typing import Any

from mmcsam.inference.model.catalogue import DEFAULT, known_models

from .prediction import Found, Prediction


def find_cells_widget() -> Any:
    """Return the widget; napari calls it.

    The prediction runs in a thread, so that the window stays alive, and ends with a labels layer.
    What goes wrong there is shown by napari.

    Returns:
        magicgui.widgets.FunctionGui: To be docked.

    Raises:
        OSError: If a lab's own list of models cannot be read.
        ValueError: If it is not in its form.
    """
    from magicgui import magicgui
    from napari import Viewer
    from napari.layers import Image
    from napari.qt.threading import thread_worker
    from napari.utils.notifications import show_info, show_warning

    names = [model.name for model in known_models()]

    @magicgui(
        call_button="Find cells",
        model={"choices": names, "tooltip": "python -m mmcsam models says more of them"},
        model_file={
            "label": "or a packed model",
            "filter": "Models (*.mmcsam);;All files (*)",
            "nullable": True,
            "tooltip": "as pack and fine-tune write it; empty for the model above",
        },
        cell_width={
            "label": "cell width in pixels",
            "max": 10_000,
            "tooltip": "scales the image to the model's cells; 0 leaves the model's own scale",
        },
        score_threshold={"min": 0, "max": 1, "step": 0.05, "label": "lowest score"},
        as_shown={
            "label": "contrast limits are black and white",
            "tooltip": "for images of other than 8 bits, where the model does not know theirs",
        },
    )
    def find_cells(
        viewer: Viewer,
        image: Image,
        model: str = DEFAULT,
        model_file: Path | None = None,
        cell_width: float = 0.0,
        score_threshold: float = 0.5,
        as_shown: bool = False,
    ) -> None:
        if image is None:  # as magicgui has it where there is no layer to choose
            show_warning("No image is open; open one first")
            return
        predict = Prediction(model_file or model, cell_width or None, score_threshold, as_shown)

        def show(found: Found) -> None:
            labels, attributes, _ = found.layer
            viewer.add_labels(labels, **attributes)
            count = len(attributes["features"]["index"])
            show_info("; ".join((f"{attributes['name']}: {count} found", *found.notes)))

        position = tuple(viewer.dims.point)
        worker = thread_worker(lambda: predict(image, position), progress=True)()
        button = find_cells.call_button  # magicgui enables it as soon as this function ends
        worker.started.connect(lambda: setattr(button, "enabled", False))
        worker.finished.connect(lambda: setattr(button, "enabled", True))
        worker.returned.connect(show)
        worker.start()

    return find_cells
