"""Evaluate a checkpoint with its config's metrics, like MMDetection's script of the same name.

python tools/test.py configs/csam_r50_segpc.py work_dirs/csam_r50_segpc/epoch_12.pth
"""

import argparse
import os
import sys

META_KEYS = ("img_id", "img_path", "ori_shape", "img_shape", "scale_factor")


def parse_args(argv=None):
    parser = argparse.ArgumentParser(description="Evaluate a checkpoint with its config's metrics.")
    parser.add_argument("config", help="config file")
    parser.add_argument("checkpoint", help="checkpoint file or URL")
    parser.add_argument(
        "--work-dir", help="folder for logs and metrics (work_dirs/<name of the config>)"
    )
    parser.add_argument(
        "--out", metavar="FILE.pkl", help="also write every prediction, masks as RLE"
    )
    parser.add_argument(
        "--show-dir",
        help="also draw predictions, into WORK_DIR/<time>/SHOW_DIR; of several processes the first "
        "one draws, and only its share of the images",
    )
    parser.add_argument(
        "--tta",
        action="store_true",
        help="test flipped views too and merge boxes and masks, as the config's tta_model and "
        "tta_pipeline say; without these, flips in four ways, which takes four times as long",
    )
    parser.add_argument(
        "--cfg-options",
        nargs="+",
        action="extend",
        type=key_value,
        default=[],
        metavar="KEY=VALUE",
        help="settings that override the config: a.b=1 c=[1,2] d='[(1,2)]', no blanks",
    )
    parser.add_argument(
        "--launcher",
        choices=["none", "pytorch", "slurm", "mpi"],
        default="none",
        help="what starts several processes; tools/dist_test.sh sets it",
    )
    # torch.distributed.launch writes either spelling, by version.
    parser.add_argument("--local-rank", "--local_rank", type=int, default=0, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.out and not args.out.endswith((".pkl", ".pickle")):
        parser.error(f"--out {args.out}: the file's name must end in .pkl or .pickle")
    return args


def key_value(text):
    if "=" not in text:
        raise argparse.ArgumentTypeError(f"expected KEY=VALUE, got {text!r}")
    return text


def use_whole_masks(cfg):
    """MMDetection's dump and pictures take masks as tensors."""
    test_cfg = cfg.model.get("test_cfg") or {}
    if test_cfg.get("rcnn", {}).get("mask_format") == "rle":
        test_cfg.rcnn.mask_format = "tensor"


def draw(cfg, show_dir):
    """Let the visualization hook write pictures."""
    if "visualization" not in cfg.get("default_hooks", {}):
        sys.exit("--show-dir: the config has no visualization hook in default_hooks.")
    cfg.default_hooks.visualization.update(draw=True, test_out_dir=show_dir)


def augment(cfg):
    """Let the test pipeline make several views of an image, and the model merge them."""
    dataset = cfg.test_dataloader.dataset
    while "dataset" in dataset:
        dataset = dataset.dataset
    if "tta_pipeline" not in cfg:
        *steps, pack = dataset.pipeline
        if pack.type != "PackDetInputs":
            sys.exit(f"--tta: the test pipeline ends with {pack.type}: set tta_pipeline.")
        keys = (*pack.get("meta_keys", META_KEYS), "flip", "flip_direction")
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


def main():
    args = parse_args()
    os.environ.setdefault("LOCAL_RANK", str(args.local_rank))
    # Not above: `mim test` reads -h first, which must answer at once and in any installation.
    # mmcsam comes before mmengine, for it checks the installation.
    from mmcsam.engine.launch import read_config, require_checkpoint, use_processes

    try:
        cfg = read_config(args.config, args.cfg_options, args.work_dir)
        require_checkpoint(args.checkpoint)
        use_processes(cfg, args.launcher)
    except (FileNotFoundError, RuntimeError) as error:
        sys.exit(f"test.py: {error}")
    cfg.load_from = args.checkpoint
    if args.out or args.show_dir:
        use_whole_masks(cfg)
    if args.show_dir:
        draw(cfg, args.show_dir)
    if args.tta:
        augment(cfg)
    from mmdet.evaluation import DumpDetResults
    from mmengine.runner import Runner

    runner = Runner.from_cfg(cfg)
    if args.out:
        runner.test_evaluator.metrics.append(DumpDetResults(out_file_path=args.out))
    runner.test()


if __name__ == "__main__":
    main()
