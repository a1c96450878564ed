# As strong_csam_r50_segpc, but each training image is guided by a U-Net that has not seen it.
# Not in the paper; not trained yet. Train the guides first, five of them:
#   python tools/train_oof_guides.py configs/strong_unet_segpc.py
_base_ = "./strong_csam_r50_segpc.py"

guide_folder = "work_dirs/strong_unet_segpc_oof"
guide = dict(_base_.model.guide)
del guide["checkpoint"]
model = dict(
    guide=dict(
        _delete_=True,
        type="OutOfFoldGuide",
        guide=guide,
        checkpoints=[f"{guide_folder}/fold_{fold}.pth" for fold in range(5)],
    )
)

# Without copy-paste: the guide may have seen a cell that comes from an image of another fold.
mixed_pipeline = [
    dict(type="LoadGuideFold", folds=f"{guide_folder}/folds.json"),
    dict(type="HEDJitter"),
    dict(
        type="PackDetInputs",
        meta_keys=("img_id", "img_path", "ori_shape", "img_shape", "scale_factor", "guide_fold"),
    ),
]
train_dataloader = dict(dataset=dict(pipeline=mixed_pipeline))
