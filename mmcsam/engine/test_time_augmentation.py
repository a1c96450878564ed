"""Let a config test several views of an image."""

from mmengine.config import ConfigDict

_META_KEYS = ("img_id", "img_path", "ori_shape", "img_shape", "scale_factor")


def augment_test(cfg: ConfigDict) -> None:
    """Let the test pipeline make several views of an image, and the model merge them.

    As the config's ``tta_pipeline`` and ``tta_model`` say; without these, flips in four ways are
    made and :class:`MaskTTAModel` merges them.

    Args:
        cfg: The whole config; changed in place.

    Raises:
        ValueError: If there is no ``tta_pipeline`` and the test pipeline does not end with
            ``PackDetInputs``.
    """
    dataset = cfg.test_dataloader.dataset
    while "dataset" in dataset:
        dataset = dataset.dataset
    if "tta_pipeline" not in cfg:
        *steps, pack = dataset.pipeline
        if pack.type != "PackDetInputs":
            raise ValueError(f"--tta: the test pipeline ends with {pack.type}: set tta_pipeline.")
        keys = (*pack.get("meta_keys", _META_KEYS), "flip", "flip_direction")
        flips = [dict(type="RandomFlip", prob=0.0)] + [
            dict(type="RandomFlip", prob=1.0, direction=direction)
            for direction in ("horizontal", "vertical", "diagonal")
        ]
        pack = dict(pack, meta_keys=tuple(dict.fromkeys(keys)))
        # Predictions are flipped back in the image without its padding, so flip before that.
        pads = [step for step in steps if step.type.endswith("Pad")]
        steps = [step for step in steps if step not in pads]
        views = dict(type="TestTimeAug", transforms=[flips, *([pad] for pad in pads), [pack]])
        cfg.tta_pipeline = [*steps, views]
    dataset.pipeline = cfg.tta_pipeline
    cfg.model = dict(**cfg.get("tta_model", dict(type="MaskTTAModel")), module=cfg.model)
