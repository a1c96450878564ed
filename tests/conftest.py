import torch

# The tests' tensors are small, and several threads that share busy cores wait for each other.
torch.set_num_threads(1)
