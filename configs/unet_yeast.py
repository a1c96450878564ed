# The guide for yeast: a U-Net on simulated proposals of cells and traps. Not trained yet here.
_base_ = "./unet_segpc.py"

yeast_root = "{{$YEAST_ROOT:data/yeast}}"
data_origin = dict(
    converter="python -m mmcsam convert yeast YEAST_FOLDER --out data/yeast",
    annotations_variable="YEAST_ROOT",
    images_variable="YEAST_ROOT",
)
image_scale = (800, 800)  # that of the detector

train_dataloader = dict(
    dataset=dict(
        ann_file=yeast_root + "/instances_train.json",
        data_prefix=dict(img_path=yeast_root),
        image_scale=image_scale,
    )
)
val_dataloader = dict(
    dataset=dict(
        ann_file=yeast_root + "/instances_validation.json",
        data_prefix=dict(img_path=yeast_root),
        image_scale=image_scale,
    )
)
test_dataloader = val_dataloader
