import tracemalloc

import pytest
from web_project import draw_header, draw_image, draw_images

from mmcsam.web.project.project import Project
from mmcsam.web.uploads.form_files import FormFiles
from mmcsam.web.uploads.image_upload import ImageUpload
from mmcsam.web.uploads.upload_limits import UploadLimits


@pytest.fixture
def project(tmp_path):
    opened = Project.open(tmp_path / "project", draw_images(tmp_path / "scans", "a.png"))
    yield opened
    opened.close()


def send(project, name, content, limit=2**20):
    upload = ImageUpload(project, UploadLimits(image_bytes=limit))
    upload.begin(name)
    for start in range(0, len(content), 1000):
        upload.take(content[start : start + 1000])
    upload.end()
    upload.close()
    return upload


def files(project):
    folder = project.path / "images"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


def test_image_becomes_one_of_the_project(project, tmp_path):
    content = draw_image(tmp_path / "x.png", 30, 20, seed=9).read_bytes()
    [number] = send(project, "sub\\x.png", content).added
    assert project.entry(number).size == (30, 20) and files(project) == ["sub/x.png"]
    assert (project.path / "images/sub/x.png").read_bytes() == content


def test_names_that_are_taken(project, tmp_path):
    same = (tmp_path / "scans/a.png").read_bytes()
    other = draw_image(tmp_path / "x.png", seed=9).read_bytes()
    third = draw_image(tmp_path / "y.png", seed=10).read_bytes()
    assert "already" in send(project, "a.png", same).refused[0][1]
    for content in (other, third):
        assert send(project, "a.png", content).added
    assert "already" in send(project, "a.png", third).refused[0][1]
    assert files(project) == ["a-2.png", "a-3.png"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("../a.png", b"x", "another place"),
        ("/etc/a.png", b"x", "another place"),
        ("notes.txt", b"x", "no image"),
        (".DS_Store", b"x", "hidden"),
        ("b.png", b"no image", "its content is none of"),
        ("b.png", b"", "0 bytes"),
        ("b.png", b"\x89PNG" + b"x" * 5000, "over 0 MiB"),
    ],
)
def test_what_is_refused_leaves_nothing(project, name, content, reason):
    upload = send(project, name, content, limit=4000)
    assert not upload.added and not files(project)
    [(told, why)] = upload.refused
    assert told == name and reason in why


def test_two_gigabytes_lie_neither_in_memory_nor_on_the_disk(project):
    upload = ImageUpload(project, UploadLimits(image_bytes=2**20))
    form = FormFiles("multipart/form-data; boundary=xx", upload)
    block, largest = bytes(2**20), 0
    disposition = 'Content-Disposition: form-data; name="files"; filename="slide.tif"'
    tracemalloc.start()
    try:
        form.write(f"--xx\r\n{disposition}\r\n\r\n".encode())
        for number in range(2 * 2**10):
            form.write(block)
            if number % 256 == 0:
                [part] = (project.path / "images").iterdir()
                largest = max(largest, part.stat().st_size)
        form.write(b"\r\n--xx--\r\n")
        form.finish()
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()
    assert largest <= 2**20 and not list((project.path / "images").iterdir())
    [(name, reason)] = upload.refused
    assert name == "slide.tif" and "over 1 MiB" in reason and "folder of the images" in reason


def test_header_of_a_huge_picture(project, tmp_path):
    content = draw_header(tmp_path / "x.png", 60_000, 60_000).read_bytes()
    [(name, reason)] = send(project, "bomb.png", content).refused
    assert name == "bomb.png" and "60000x60000" in reason and not files(project)


def test_link_in_the_folder_leads_nowhere(project, tmp_path):
    (project.path / "images").mkdir()
    (tmp_path / "outside").mkdir()
    (project.path / "images/sub").symlink_to(tmp_path / "outside")
    upload = send(project, "sub/a.png", draw_image(tmp_path / "x.png", seed=9).read_bytes())
    assert "leads out" in upload.refused[0][1] and not list((tmp_path / "outside").iterdir())


def test_what_came_in_part_is_removed(project):
    upload = ImageUpload(project, UploadLimits())
    upload.begin("b.png")
    upload.take(b"abc")
    assert files(project)
    upload.close()
    assert not files(project)
