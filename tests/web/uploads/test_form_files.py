import pytest

from mmcsam.web.uploads.form_files import FormFiles

TYPE = "multipart/form-data; boundary=xx"


class Received:
    def __init__(self):
        self.files = []

    def begin(self, name):
        self.files.append([name, b"", False])

    def take(self, block):
        self.files[-1][1] += block

    def end(self):
        self.files[-1][2] = True


def body(*files):
    parts = [
        f'--xx\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        f"Content-Type: image/png\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, content in files
    ]
    field = b'--xx\r\nContent-Disposition: form-data; name="other"\r\n\r\nvalue\r\n'
    return b"".join([field, *parts, b"--xx--\r\n"])


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_files_in_any_pieces(size):
    received = Received()
    form = FormFiles(TYPE, received)
    data = body(("sub/ä.png", b"\r\n--x\0" * 9), ("b%22.png", b""))
    for start in range(0, len(data), size):
        form.write(data[start : start + size])
    form.finish()
    assert received.files == [["sub/ä.png", b"\r\n--x\0" * 9, True], ['b".png', b"", True]]


@pytest.mark.parametrize("kind", ["", "application/json", "multipart/form-data"])
def test_no_form(kind):
    with pytest.raises(ValueError, match="expected multipart/form-data"):
        FormFiles(kind, Received())


def test_garbage_is_a_value_error():
    form = FormFiles(TYPE, Received())
    with pytest.raises(ValueError):
        form.write(b"no boundary here")


def test_cut_off_file_does_not_end():
    received = Received()
    form = FormFiles(TYPE, received)
    form.write(body(("a.png", b"12345"))[:-12])
    with pytest.raises(ValueError, match="cut off"):
        form.finish()
    assert not received.files[0][2]
