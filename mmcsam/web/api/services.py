"""What the calls need: the project, and whoever works for it in the background."""

from dataclasses import dataclass

from mmcsam.web.images.tile_server import TileServer
from mmcsam.web.prediction.predictor import Predictor
from mmcsam.web.project.project import Project
from mmcsam.web.results.measurement_table import MeasurementTable
from mmcsam.web.uploads.upload_limits import UploadLimits


@dataclass(frozen=True)
class Services:
    """What the calls need.

    Attributes:
        project: The project.
        predictor: Who predicts.
        tiles: Who makes pictures of images.
        measurements: Who measures cells.
        limits: Of what is sent to the page.
    """

    project: Project
    predictor: Predictor
    tiles: TileServer
    measurements: MeasurementTable
    limits: UploadLimits
