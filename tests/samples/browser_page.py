"""The page in a browser, led as a user would: clicks and strokes in pixels of the image."""

import json
import time
import urllib.error
import urllib.request

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

LIMIT = 60  # seconds that something may take on a busy machine


class BrowserPage:
    """A page that is open.

    Args:
        driver: Of the browser.
        address: Of the page, without a token.
        token: That calls of the API need.

    Attributes:
        strokes: Clicks and drags so far.
        presses: Keys so far.
    """

    def __init__(self, driver, address, token=None):
        self.driver, self.address = driver, address
        self._headers = {"Content-Type": "application/json"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"
        self.strokes = self.presses = 0
        self.image = None

    def open(self, image=None):
        """Load the page anew, with an image open."""
        self.driver.get("about:blank")
        self.driver.get(self.address + (f"#image={image}" if image else ""))
        self.wait(lambda: self.script("return document.body?.dataset.ready"))
        self.image = image
        self.strokes = self.presses = 0
        if image:
            self.wait(lambda: self.api("GET", f"images/{image}")["state"] == "ready")
            self.wait(lambda: self.text("stage-message") == "")
        return self

    def api(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.address}api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers=self._headers,
        )
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return json.loads(answer.read())

    def cells(self):
        """Return the cells of the open image that count, by id, as the server has them."""
        threshold = self.api("GET", "project")["threshold"]
        found = self.api("GET", f"images/{self.image}/cells")["cells"]
        return {
            cell["id"]: cell
            for cell in found
            if cell["score"] is None or cell["score"] >= threshold
        }

    def revision(self):
        return self.api("GET", f"images/{self.image}/cells")["revision"]

    def wait(self, condition, limit=LIMIT):
        """Wait until something is so, and return it."""
        end = time.monotonic() + limit
        while True:
            try:
                found = condition()
            except (urllib.error.URLError, ConnectionError):
                found = None  # the server is starting
            if found:
                return found
            assert time.monotonic() < end, "it has not come to that"
            time.sleep(0.05)

    def script(self, text, *values):
        return self.driver.execute_script(text, *values)

    def element(self, name):
        return self.driver.find_element(By.ID, name)

    def text(self, name):
        return self.element(name).get_attribute("textContent")

    def press_button(self, name):
        self.element(name).click()

    def place(self, x, y):
        """Return where a point of the image is from the stage's middle; all of it is shown."""
        image = self.api("GET", f"images/{self.image}")
        wide, high = self.script(
            "const s = document.getElementById('stage'); return [s.clientWidth, s.clientHeight]"
        )
        scale = min(wide / image["width"], high / image["height"])
        return (x - image["width"] / 2) * scale, (y - image["height"] / 2) * scale

    def stroke(self, *points, shift=False):
        """Click a point, or drag along several."""
        stage, self.strokes = self.element("stage"), self.strokes + 1
        chain = ActionChains(self.driver, duration=30)
        if shift:
            chain.key_down(Keys.SHIFT)
        for number, point in enumerate(points):
            chain.move_to_element_with_offset(stage, *map(round, self.place(*point)))
            if number == 0:
                chain.click_and_hold()
        chain.release()
        if shift:
            chain.key_up(Keys.SHIFT)
        chain.perform()

    def press(self, *keys, ctrl=False, shift=False):
        """Press keys one after the other, on whatever has the focus."""
        held = [key for key, wanted in ((Keys.CONTROL, ctrl), (Keys.SHIFT, shift)) if wanted]
        for key in keys:
            self.presses += 1
            chain = ActionChains(self.driver, duration=0)
            for one in held:
                chain.key_down(one)
            chain.send_keys(key)
            for one in held:
                chain.key_up(one)
            chain.perform()

    def edit(self, action, *values, **options):
        """Do something that changes cells; return those of before and after once it is saved."""
        before, revision = self.cells(), self.revision()
        action(*values, **options)
        self.wait(lambda: self.revision() > revision)
        self.wait(lambda: self.element("saved").get_attribute("data-state") == "saved")
        return before, self.cells()

    def middle(self, cell):
        left, top, width, height = cell["box"]
        return left + width / 2, top + height / 2
