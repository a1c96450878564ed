"""What the commands' parsers share."""

import argparse

import pytest

from mmcsam.cli.arguments import (
    CommandParser,
    add_allow_skips,
    add_config_options,
    add_launcher,
    add_workers,
    key_value,
    library_arguments,
    typed_command,
)


@pytest.fixture
def parser():
    parser = CommandParser("python -m mmcsam bake", "Bake.\n\n  two lines\n  kept")
    parser.add_argument("--scale", type=float, default=0.25, help="size")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1], help="of the trainings")
    parser.add_argument("--share", default=5, help="30 %% of it (default: as it comes)")
    parser.add_argument("--force", action="store_true", help="do it")
    return parser


def test_help(parser):
    text = parser.format_help()
    assert "  two lines\n  kept" in text
    assert "size (default: 0.25)" in text
    assert "of the trainings (default: 0 1)" in text
    assert "30 % of it (default: as it comes)\n" in text
    assert "do it\n" in text


def test_wrong_usage(parser, capsys):
    with pytest.raises(SystemExit) as end:
        parser.parse_args(["--scale", "big"])
    assert end.value.code == 2
    *_, line = capsys.readouterr().err.splitlines()
    assert line == "error: argument --scale: invalid float value: 'big'"


def test_shared_arguments(parser):
    add_workers(parser)
    add_allow_skips(parser)
    add_config_options(parser)
    add_launcher(parser, "dist_train.sh")
    words = ["--cfg-options", "a.b=1", "c=[1,2]", "--cfg-options", "d=e=f"]
    args = parser.parse_args(words)
    assert (args.workers, args.allow_skips, args.launcher) == (None, False, "none")
    assert args.cfg_options == ["a.b=1", "c=[1,2]", "d=e=f"]
    for spelling in ("--local-rank", "--local_rank"):
        assert parser.parse_args([f"{spelling}=3"]).local_rank == 3


def test_an_option_without_a_value():
    assert key_value("a=") == "a="
    with pytest.raises(argparse.ArgumentTypeError, match="expected KEY=VALUE, got 'a.b'"):
        key_value("a.b")


def test_arguments_for_the_library():
    args = argparse.Namespace(src="data", workers=None, allow_skips=True)
    assert library_arguments(args, "allow_skips") == {"src": "data", "workers": None}


@pytest.mark.parametrize(
    ("argv", "typed"),
    [
        (["/lib/mmcsam/__main__.py", "train", "c.py"], "python -m mmcsam train c.py"),
        (["tools/train.py", "my config.py"], "python tools/train.py 'my config.py'"),
    ],
)
def test_the_command_as_it_was_typed(argv, typed, monkeypatch):
    monkeypatch.setattr("sys.argv", argv)
    assert typed_command() == typed
