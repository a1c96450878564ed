# The paper's optimiser (section III.B.1): SGD 0.9 / 5e-4, batch 4, and a cyclic learning rate,
# triangular2 from 1e-5 (a misprint in the paper) to 0.006 with a step size of 5 epochs. The paper
# names no number of epochs: 50 are five cycles.
max_epochs = 50
train_cfg = dict(type="EpochBasedTrainLoop", max_epochs=max_epochs, val_interval=5)
val_cfg = dict(type="ValLoop")
test_cfg = dict(type="TestLoop")

optim_wrapper = dict(
    type="OptimWrapper",
    optimizer=dict(type="SGD", lr=0.006, momentum=0.9, weight_decay=5e-4),
)
# Its peak is the optimiser's lr, so that --auto-scale-lr reaches it.
param_scheduler = dict(
    type="CyclicLR", base_lr=1e-5, step_size_up=5, mode="triangular2", by_epoch=True
)
auto_scale_lr = dict(enable=False, base_batch_size=4)
