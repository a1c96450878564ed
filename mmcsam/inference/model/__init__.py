"""Models as files: packed ones, configs with checkpoints, checkpoints of MMDetection."""
