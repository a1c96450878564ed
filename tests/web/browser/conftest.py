"""One browser and one server for all tests; each has an image of its own to change."""

import itertools

import pytest
from headless_browser import MISSING, chromium_is_there, start_browser
from page_images import PageImages
from page_process import PageProcess

IMAGES = 56  # one for each test that changes cells


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Chromium without a window."""
    pytest.importorskip("selenium", reason="no selenium: pip install .[dev]")
    if not chromium_is_there():
        pytest.skip(MISSING)
    browser = start_browser(downloads=tmp_path_factory.mktemp("downloads"))
    yield browser
    browser.quit()


@pytest.fixture(scope="session")
def servers(browser):
    """Start servers; all end with the session."""
    pytest.importorskip("uvicorn", reason="no uvicorn: pip install .[page]")
    started = []

    def start(*words, **named):
        started.append(PageProcess(*words, **named).start())
        return started[-1]

    yield start
    for server in started:
        server.kill()


@pytest.fixture
def own_server(servers, browser, tmp_path):
    """Return a function that opens the page of a server of its own, with images of discs."""
    from browser_page import BrowserPage

    def open_page(*names):
        images = PageImages(tmp_path / "images")
        for name in names:
            images.add_discs(name)
        server = servers(images.write(), tmp_path / "project")
        browser.set_window_size(1400, 900)
        page = BrowserPage(browser, server.address)
        page.wait(server.ready, 300)
        page.server = server
        return page.open(1)

    return open_page


@pytest.fixture(scope="session")
def server(servers, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    images = PageImages(folder / "images")
    for number in range(IMAGES):
        images.add_discs(f"discs-{number:02}.png")
    images.add_many("thousand.png", 2000, 1000)
    images.add_many("wide.png", 8000, 400)
    images.add_discs("broken.png")
    images.add_discs("<b>bold.png")
    return servers(images.write(), folder / "project")


@pytest.fixture(scope="session")
def unused_images():
    return itertools.count()


@pytest.fixture
def anywhere(browser, server):
    """The page with no image in particular, in a window of usual size."""
    from browser_page import BrowserPage

    browser.set_window_size(1400, 900)
    page = BrowserPage(browser, server.address)
    page.wait(server.ready, 300)  # importing PyTorch takes long on a busy machine
    browser.get_log("browser")
    yield page
    # Nothing may fail unseen, such as what the content security policy forbids.
    severe = [one["message"] for one in browser.get_log("browser") if one["level"] == "SEVERE"]
    assert [one for one in severe if "Failed to load resource" not in one] == []


@pytest.fixture
def page(anywhere, unused_images):
    """The page with an image of discs that no other test changes."""
    name = f"discs-{next(unused_images):02}.png"
    (number,) = [one["id"] for one in anywhere.api("GET", "images") if one["name"] == name]
    return anywhere.open(number)


@pytest.fixture
def image_named(anywhere):
    """Return an image's id by its name."""
    return {one["name"]: one["id"] for one in anywhere.api("GET", "images")}.__getitem__
