from mmcsam.web.uploads.received_file import ReceivedFile


def test_limit_and_names(tmp_path):
    file = ReceivedFile(tmp_path / "new", ".png", 5)
    file.write(b"12345")
    assert not file.too_large and file.path.name.startswith(".upload-")
    file.write(b"6")
    file.finish()
    assert file.too_large and file.path.read_bytes() == b"12345"
    file.discard()
    file.discard()
    assert not list((tmp_path / "new").iterdir())


def test_renamed_file_stays(tmp_path):
    file = ReceivedFile(tmp_path, ".png", 5)
    file.finish()
    file.path.rename(tmp_path / "a.png")
    file.discard()
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
