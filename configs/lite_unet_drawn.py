# The guide of lite_csam_prior_drawn.py: a small U-Net on crops of drawn smears. It outlines every
# nucleated cell.
_base_ = "./lite_unet_segpc.py"

drawn_root = "{{$DRAWN_ROOT:work_dirs/make_model/drawn}}"  # of tools/make_model.py
data_origin = dict(
    converter="python tools/make_model.py",
    annotations_variable="DRAWN_ROOT",
    images_variable="DRAWN_ROOT",
)
train_dataloader = dict(
    dataset=dict(
        ann_file=drawn_root + "/train/instances.json",
        data_prefix=dict(img_path=drawn_root + "/train"),
    )
)
val_dataloader = dict(
    dataset=dict(
        ann_file=drawn_root + "/validation/instances.json",
        data_prefix=dict(img_path=drawn_root + "/validation"),
    )
)
test_dataloader = val_dataloader
