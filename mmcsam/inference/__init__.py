"""Find cells in images: models as files, one image, folders of images."""

from .cells import Cell, Cells
from .model.mmdet_checkpoint import write_mmdet_checkpoint
from .model.model_card import ModelCard
from .model.model_files import load_model, pack_model
from .model.packed_model import read_card
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
    "write_mmdet_checkpoint",
]
