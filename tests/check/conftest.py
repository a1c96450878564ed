import pytest
from checked_sample import Sample


@pytest.fixture
def sample(tmp_path):
    return Sample(tmp_path)
