"""The table of commands: every entry can be run, and its choices are the library's."""

import pytest

from mmcsam.cli import export
from mmcsam.cli.commands import COMMANDS
from mmcsam.cli.convert import masks, to_segpc, yeast
from mmcsam.converters.masks.layout import FORMS
from mmcsam.converters.segpc import restore
from mmcsam.converters.yeast.convert_yeast import CLASSES
from mmcsam.export.export import FORMATS
from mmcsam.export.qupath import OBJECT_TYPES


@pytest.mark.parametrize("name", COMMANDS)
def test_module(name):
    module = COMMANDS[name].load()
    assert module.__doc__
    assert callable(module.add_arguments)
    assert callable(module.run)


def test_choices_are_the_librarys():
    """They stand in the commands too, so that help needs no library."""
    assert export.FORMATS == FORMATS
    assert export.QUPATH_OBJECTS == OBJECT_TYPES
    assert to_segpc.FORMATS == restore.FORMATS
    assert masks.FORMS == tuple(FORMS)
    assert yeast.CLASSES == CLASSES
