import pytest
import torch
from mmdet.registry import MODELS


def test_oracle_needs_ground_truth():
    guide = MODELS.build({"type": "OracleGuide"})
    with pytest.raises(ValueError, match="OracleGuide needs the ground-truth masks"):
        guide(torch.zeros(1, 3, 16, 16), torch.tensor([[0, 1.0, 1, 9, 9]]))
