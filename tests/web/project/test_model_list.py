import pytest
from fake_backend import pack_tiny_model

from mmcsam.web.project.model_list import card_of, model_files


def test_models_of_all_kinds(tmp_path):
    (tmp_path / "models").mkdir()
    trained = tmp_path / "models/mine.mmcsam"
    trained.touch()
    (tmp_path / "models/.upload-1.mmcsam").touch()
    found = model_files(tmp_path, {"given": "/elsewhere/given.mmcsam", "mine": "/elsewhere/x"})
    assert found["mine"] == trained and str(found["given"]) == "/elsewhere/given.mmcsam"
    assert not any(name.startswith(".") for name in found)


def test_cards(tmp_path):
    path = pack_tiny_model(tmp_path / "a.mmcsam", licence="CC0")
    assert card_of(path).licence == "CC0"
    pack_tiny_model(path, licence="MIT")
    assert card_of(path).licence == "MIT"
    with pytest.raises(FileNotFoundError, match="choose another"):
        card_of(tmp_path / "b.mmcsam")
    path.write_bytes(b"x")
    with pytest.raises(ValueError, match="no packed model"):
        card_of(path)
