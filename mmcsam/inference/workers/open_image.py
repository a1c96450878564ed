"""The image that is being predicted, open for as long as its parts are."""

from typing import Any

from mmcsam.images.source import ImageSource, open_source
from mmcsam.inference.image_files import ImageFile


class OpenImage:
    """Keeps the image that was opened last open until another one is.

    PNG, JPEG and some TIFF files are decoded whole when they are opened. Of an image of a thousand
    tiles that would take longer than to predict it.

    A copy by pickle, for another process, has nothing open.
    """

    def __init__(self) -> None:
        self._source: ImageSource | None = None
        self._image: ImageFile | None = None

    def open(self, image: ImageFile, **options: Any) -> ImageSource:
        """Open an image, or return it if it is open.

        Args:
            image: The file.
            **options: Of :func:`open_source`, the same for an image each time.

        Raises:
            UnusableFileError: If it cannot be used.
        """
        if self._source is None or self._image != image:
            self.close()
            self._source = open_source(image.path, name=image.name, **options)
            self._image = image
        return self._source

    def close(self) -> None:
        """Close what is open."""
        if self._source is not None:
            self._source.close()
        self._source = None

    def __reduce__(self) -> tuple:
        return OpenImage, ()
