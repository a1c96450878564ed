"""Chromium without a window."""

import os
import shutil

MISSING = "no Chromium: apt-get install chromium chromium-driver"


def chromium_is_there():
    return bool(shutil.which("chromium") and shutil.which("chromedriver"))


def start_browser(size=(1400, 900), downloads=None):
    """Start it with selenium; files that come down go to a folder."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    words = ["--headless=new", "--disable-dev-shm-usage", f"--window-size={size[0]},{size[1]}"]
    if os.getuid() == 0:
        words.append("--no-sandbox")  # its sandbox refuses root
    for word in words:
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    browser = webdriver.Chrome(options=options, service=service)
    if downloads is not None:
        where = {"behavior": "allow", "downloadPath": str(downloads)}
        browser.execute_cdp_cmd("Browser.setDownloadBehavior", where)
        browser.downloads = downloads
    return browser
