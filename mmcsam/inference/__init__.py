"""Find cells in images: models as files, one image, folders of images."""

from .cells import Cell, Cells
from .model_card import ModelCard
from .model_files import load_model, pack_model
from .packed_model import read_card
from .predict_files import predict_files
from .prediction_report import PredictionReport
from .segmenter import Segmenter

__all__ = [
    "Cell",
    "Cells",
    "ModelCard",
    "PredictionReport",
    "Segmenter",
    "load_model",
    "pack_model",
    "predict_files",
    "read_card",
]
