"""Segmentation models of other libraries."""

from importlib import import_module

from mmdet.registry import MODELS
from mmengine.model import BaseModule
from torch import Tensor


@MODELS.register_module()
class LibrarySegmentor(BaseModule):
    """A segmentation model of another library, such as segmentation_models_pytorch or MONAI.

    It can be trained by :class:`RoISegmentor` and be the segmentor of a :class:`UNetGuide`::

        segmentor=dict(
            type="LibrarySegmentor",
            model="segmentation_models_pytorch.Unet",
            encoder_name="resnet18", encoder_weights=None, classes=1,
        )
        segmentor=dict(
            type="LibrarySegmentor",
            model="monai.networks.nets.BasicUNet",
            spatial_dims=2, in_channels=3, out_channels=1,
        )

    Args:
        model: Import path of the class or function that makes the model: a module from crops
            (N, 3, s, s) to logits (N, 1, s, s), or (N, K, s, s) with background first.
        init_cfg: Initialisation, as in MMEngine.
        **kwargs: What that class or function takes.

    Raises:
        ImportError: If the library is not installed.
        ValueError: If it has no such class or function.
    """

    def __init__(self, model: str, init_cfg: dict | None = None, **kwargs) -> None:
        super().__init__(init_cfg)
        module, _, name = model.rpartition(".")
        library = module.partition(".")[0]
        try:
            factory = getattr(import_module(module), name)
        except ModuleNotFoundError as error:
            raise ImportError(
                f"the guide's segmentor {model} needs {error.name}: install it with pip, or take "
                "segmentor=dict(type='UNet')"
            ) from error
        except (AttributeError, ValueError) as error:
            raise ValueError(
                f"{model!r} is not in {library or 'any library'}; expected an import path such as "
                "'monai.networks.nets.BasicUNet'"
            ) from error
        self.model = factory(**kwargs)

    def forward(self, crops: Tensor) -> Tensor:
        """Map crops (N, 3, s, s) to logits (N, 1 or K, s, s)."""
        return self.model(crops)
