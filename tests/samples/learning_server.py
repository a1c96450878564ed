"""The page's server with a predictor that knows the drawn cells, and trainings that are real.

``learning_server.py IMAGES PROJECT PORT MODEL SECONDS``: of a packed model, as long as given.
"""

import json
import sys
from pathlib import Path

import uvicorn
from known_predictor import KnownPredictor

from mmcsam.web.api.app import make_app
from mmcsam.web.learning.trainer import Trainer
from mmcsam.web.project.project import Project


def main(images, folder, port, model, seconds):
    truth = images / "instances.json"
    classes = [one["name"] for one in json.loads(truth.read_text())["categories"]]
    project = Project.open(folder, images, classes)
    project.choose_model(model.stem, model)
    predictor, trainer = KnownPredictor(project, truth), Trainer(project, budget=seconds)
    predictor.start()
    app = make_app(project, predictor, trainer, host="127.0.0.1")
    try:
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
    finally:
        trainer.close()


if __name__ == "__main__":
    images, folder, port, model, seconds = sys.argv[1:]
    main(Path(images), Path(folder), int(port), Path(model), float(seconds))
