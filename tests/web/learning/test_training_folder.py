"""The folder of a training."""

from mmcsam.web.learning.training_folder import TrainingFolder, latest_training, next_training


def test_numbers(tmp_path):
    trainings = tmp_path / "trainings"
    assert latest_training(trainings) is None
    assert next_training(trainings).path.name == "1"
    for _ in range(9):
        last = next_training(trainings)
    (trainings / "notes.txt").touch()
    assert latest_training(trainings) == last == TrainingFolder(trainings / "10")


def test_files(tmp_path):
    folder = TrainingFolder(tmp_path)
    assert folder.read("plan") is None
    assert folder.outcome is None
    folder.write("outcome", {"state": "stopped", "message": ""})
    assert folder.outcome == {"state": "stopped", "message": ""}


def test_last_words(tmp_path):
    folder = TrainingFolder(tmp_path)
    assert folder.last_words() == ""
    folder.log.write_bytes(b"first\n  last \xff one\n\n")
    assert folder.last_words() == "last \N{REPLACEMENT CHARACTER} one"
