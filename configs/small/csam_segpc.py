# The rows of Table 1 made small, for tools/reproduce.py on two CPU cores: "Mask RCNN+MSFL+CSAM".
_base_ = "../csam_demo.py"

image_scale = (512, 384)
train_pipeline = _base_.train_pipeline
train_pipeline[2].scale = image_scale
test_pipeline = _base_.test_pipeline
test_pipeline[1].scale = image_scale
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader

max_iters = 900
train_cfg = dict(max_iters=max_iters, val_interval=300)
model = dict(guide=dict(checkpoint=None))
