"""The page's server over drawn images, with a predictor that knows their cells.

A process of its own, so that a test can kill it: ``page_server.py IMAGES PROJECT PORT``.
"""

import sys
from pathlib import Path

import torch
import uvicorn
from known_predictor import KnownPredictor, KnownTrainer

from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.model.packed_model import write_packed_model
from mmcsam.web.api.app import make_app
from mmcsam.web.project.project import Project


def write_models(project, classes):
    """Put two models into the project that are nothing but their cards."""
    (project.path / "models").mkdir(exist_ok=True)
    for name in ("first", "second"):
        card = ModelCard(name, classes, {"type": "MaskRCNN"}, [], description=f"The {name} one")
        path = project.path / "models" / f"{name}.mmcsam"
        if not path.exists():
            write_packed_model(path, card, {"nothing": torch.zeros(1)})
    project.change_settings(model="first", pixel_size=project.pixel_size or 0.12)


def main(images, folder, port):
    truth = images / "instances.json"
    project = Project.open(folder, images, ("plasma cell", "other nucleated cell"))
    predictor, trainer = KnownPredictor(project, truth), KnownTrainer(project)
    write_models(project, predictor.classes)
    predictor.start()
    app = make_app(project, predictor, trainer, host="127.0.0.1")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
