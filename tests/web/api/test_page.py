from web_project import Page


def test_page_and_its_files(tmp_path):
    page = Page(tmp_path)
    answer = page.calls.get("/")
    assert answer.status_code == 200 and "<title>scans" in answer.text
    assert page.calls.get("/static/main.js").headers["content-type"].startswith("text/javascript")
    assert page.calls.get("/static/../api/app.py").status_code == 404
    assert page.calls.get("/static/%2e%2e/api/app.py").status_code == 404
    page.project.close()


def test_names_are_escaped(tmp_path):
    page = Page(tmp_path)
    page.project._folder.settings = type(page.project.settings)("../<script>")
    assert page.project.name == "<script>"
    assert "<script>" not in page.calls.get("/").text.split("<body")[0].replace("<script ", "")
    page.project.close()
