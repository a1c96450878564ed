"""``sample``, as a user types it."""

from mmcsam.cli import main


def test_counts_and_seed(tmp_path, capsys):
    size = ["--train", "2", "--validation", "1", "--test", "1", "--scale", "0.05"]
    files = []
    for name, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        assert main("sample", str(tmp_path / name), *size, "--seed", seed) == 0
        tree = tmp_path / name / "TCIA_SegPC_dataset"
        assert capsys.readouterr().out.strip() == str(tree)
        files.append({path.name: path.read_bytes() for path in tree.rglob("*.bmp")})
    assert files[0] == files[1] != files[2]
    images = [path for path in tree.rglob("*.bmp") if path.parent.name == "x"]
    assert len(images) == 4


def test_the_same_again_is_complete_and_another_is_refused(tmp_path, capsys):
    words = ["sample", str(tmp_path), "--train", "1", "--validation", "0", "--test", "0"]
    words += ["--scale", "0.05"]
    tree = tmp_path / "TCIA_SegPC_dataset"
    assert main(*words) == 0
    before = {path: path.stat().st_mtime_ns for path in tree.rglob("*")}
    capsys.readouterr()
    assert main(*words) == 0
    assert capsys.readouterr().out == f"{tree}: was complete already\n"
    assert {path: path.stat().st_mtime_ns for path in tree.rglob("*")} == before
    assert main(*words, "--seed", "1") == 2
    next(tree.rglob("*.bmp")).write_bytes(b"")
    assert main(*words) == 2


def test_an_existing_data_set_stays(tmp_path, capsys):
    (tmp_path / "TCIA_SegPC_dataset").mkdir()
    assert main("sample", str(tmp_path)) == 2
    assert "exists; nothing was written" in capsys.readouterr().err


def test_a_scale_out_of_range(tmp_path, capsys):
    assert main("sample", str(tmp_path), "--scale", "2") == 2
    assert "scale must be above 0 and at most 1, got 2" in capsys.readouterr().err
