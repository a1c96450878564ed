import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmcsam.web.safety.names import safe_name


@pytest.mark.parametrize("name", ["a.png", "sub/ä b.png", "<img src=x onerror=alert(1)>.png"])
def test_names_that_stay(name):
    assert safe_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "/", "a/", "/etc/a.png", "../a.png", "a/../../b.png", "..\\a.png", "C:\\a.png", "C:a.png"]
    + ["\\\\server\\a.png", "a//b.png", "./a.png", ".a.png", ".git/a.png", "a\0.png", "a\n.png"]
    + ["a\ud800.png", "x" * 201 + ".png", "/".join(["d"] * 21)],
)
def test_names_that_lead_elsewhere(name):
    with pytest.raises(ValueError, match="expected"):
        safe_name(name)


@settings(deadline=None)
@given(st.text("ab./\\:", max_size=12))
def test_whatever_is_let_through_stays_inside(tmp_path_factory, name):
    folder = tmp_path_factory.getbasetemp()
    try:
        path = (folder / safe_name(name)).resolve()
    except ValueError:
        return
    assert path.is_relative_to(folder.resolve()) and path != folder
