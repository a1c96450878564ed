"""Two fingers on the picture."""

import pytest


@pytest.fixture
def fingers(page):
    """Return a function that leads fingers from places to others, in pixels of the stage."""
    left, top = page.script(
        "const {left, top} = document.getElementById('stage').getBoundingClientRect();"
        "return [left, top]"
    )

    def touch(kind, places):
        points = [{"x": left + x, "y": top + y, "id": at} for at, (x, y) in enumerate(places)]
        page.driver.execute_cdp_cmd(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points}
        )

    def lead(starts, ends, steps=8):
        touch("Start", starts[:1])  # one finger comes before the other
        touch("Start", starts)
        for step in range(1, steps + 1):
            part = step / steps
            touch(
                "Move",
                [
                    (x + (u - x) * part, y + (v - y) * part)
                    for (x, y), (u, v) in zip(starts, ends, strict=True)
                ],
            )
        touch("End", [])

    return lead


def scale(page):
    """Return how many pixels of the screen a micrometre takes, by the scale bar."""
    wide = page.script("return parseFloat(document.getElementById('scale-bar-line').style.width)")
    return wide / float(page.text("scale-bar-text").split()[0])


def test_pinch_zooms_as_far_as_the_fingers_part(page, fingers):
    before, cells = scale(page), page.cells()
    fingers([(300, 250), (400, 250)], [(250, 250), (450, 250)])
    page.wait(lambda: scale(page) > 1.5 * before)
    assert scale(page) == pytest.approx(2 * before, rel=0.02)
    fingers([(250, 250), (450, 250)], [(300, 250), (400, 250)])
    page.wait(lambda: scale(page) < 1.5 * before)
    assert scale(page) == pytest.approx(before, rel=0.02)
    assert page.cells() == cells  # no tool has taken a finger for a stroke


def test_a_begun_stroke_is_given_up_for_a_pinch(page, fingers):
    page.press("d")
    revision, before = page.revision(), scale(page)
    fingers([(200, 150), (500, 150)], [(200, 350), (500, 350)])  # both down, as far apart
    assert scale(page) == pytest.approx(before, rel=0.02)
    assert page.revision() == revision
    page.press("v")
    cell = next(iter(page.cells().values()))
    page.press("0")  # the whole image again
    page.stroke(page.middle(cell))
    chosen = "#table tbody tr[aria-selected=true]"
    page.wait(lambda: page.driver.find_elements("css selector", chosen))
