"""Read the files of a form as they come, without holding them in memory."""

from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request


class FileReceiver(Protocol):
    """Who takes the files, one after the other."""

    def begin(self, name: str) -> None:
        """Begin a file of this name."""

    def take(self, block: bytes) -> None:
        """Take bytes of it."""

    def end(self) -> None:
        """End it."""


async def receive_form(request: Request, receiver: FileReceiver) -> None:
    """Hand on the files of a call's form, while it comes.

    Raises:
        ValueError: If it is no such form, or was cut off.
        OSError: If the receiver cannot write.
    """
    files = FormFiles(request.headers.get("content-type", ""), receiver)
    async for block in request.stream():
        await run_in_threadpool(files.write, block)
    await run_in_threadpool(files.finish)


class FormFiles:
    """Takes the bytes of a ``multipart/form-data`` body and hands on those of the files in it.

    Args:
        content_type: The call's header of this name, which has the form's boundary.
        receiver: Who takes the files.

    Raises:
        ValueError: If it is no such form.
    """

    def __init__(self, content_type: str, receiver: FileReceiver) -> None:
        from python_multipart import MultipartParser
        from python_multipart.multipart import parse_options_header

        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise ValueError(
                f"the content type is {content_type!r:.60}, expected multipart/form-data with the "
                "files in a field; send a form"
            )
        self._parse_options = parse_options_header
        self._receiver = receiver
        self._field, self._value = b"", b""
        self._disposition = b""
        self._is_file, self._ended = False, False
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._begin,
                "on_header_field": self._add_to_field,
                "on_header_value": self._add_to_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_headers,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._end_form,
            },
        )

    def write(self, block: bytes) -> None:
        """Take bytes of the body.

        Raises:
            ValueError: If they are no form.
            OSError: If the receiver cannot write.
        """
        self._parser.write(block)

    def finish(self) -> None:
        """End the body.

        Raises:
            ValueError: If it was cut off.
        """
        self._parser.finalize()
        if not self._ended:
            raise ValueError("the form was cut off, expected all of it; send it again")

    def _begin(self) -> None:
        self._field, self._value, self._disposition = b"", b"", b""

    def _add_to_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field, self._value = b"", b""

    def _end_headers(self) -> None:
        _, options = self._parse_options(self._disposition)
        self._is_file = b"filename" in options
        if self._is_file:
            name = options[b"filename"].decode("utf-8", "replace")
            # Browsers write what would end the header as %22, %0D and %0A.
            self._receiver.begin(name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n"))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._receiver.take(data[start:end])

    def _end(self) -> None:
        if self._is_file:
            self._receiver.end()

    def _end_form(self) -> None:
        self._ended = True
