"""Files on their way in: cleaned before a storage gets them, or before they touch the disk at all."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from kvkkscan.errors import KvkkscanError, Unscannable
from kvkkscan.integrations.django import conf

if TYPE_CHECKING:
    from kvkkscan.integrations.django.guard import Guard


class CleanFile(ContentFile):  # type: ignore[misc] # Django ships no types
    """A file that has been cleaned, so that it is not read twice."""


def clean_upload(given: Any, guard: Guard, source: str | None = None) -> None:
    """Replaces the file that waits in a `FieldFile` by a clean one; one that is stored already is left alone.

    A number in the model's field `size` that told the size of the old file tells that of the new one.

    Raises:
        Unscannable: it is too large, or of a kind that cannot be read. SensitiveDataFound, NotClean, RecordError.
    """
    if not given or given._committed or isinstance(given.file, CleanFile):
        return
    size = given.size
    given.file = clean_content(given.name, given.file, guard, source)
    given.name = given.file.name
    if getattr(given.instance, "size", None) == size:
        given.instance.size = given.file.size


def clean_content(name: str, content: Any, guard: Guard, source: str | None = None) -> CleanFile:
    """A clean copy of a file, under a clean name.

    Raises:
        As `clean_upload`.
    """
    new = CleanFile(guard.cleaner.file(read(content, guard), name, source=source), name=guard.cleaner.file_name(name))
    for kept in ("content_type", "charset"):
        if hasattr(content, kept):
            setattr(new, kept, getattr(content, kept))
    return new


@cache
def guarded(base: type) -> type:
    """The class of a guarded field's files: `base`, but `instance.file.save(name, content)` cleans as well."""

    def save(self: Any, name: str, content: Any, save: bool = True) -> None:  # noqa: FBT001, FBT002 - Django's interface
        from kvkkscan.integrations.django.guard import as_validation, source_of, the_guard

        guard = the_guard()
        if self.field.name in guard.named(type(self.instance))[1] and not isinstance(content, CleanFile):
            with as_validation(self.field.name):
                content = clean_content(name, content, guard, source_of(self.instance))
            name = content.name
        base.save(self, name, content, save)  # type: ignore[attr-defined] # Django ships no types

    made = {"save": save, "__reduce__": lambda self: (_unpickled, (base,), self.__getstate__())}
    return type(f"Guarded{base.__name__}", (base,), made)


def _unpickled(base: type) -> Any:
    """An empty object of the guarded class, which pickle cannot find by its name."""
    return object.__new__(guarded(base))


def read(file: Any, guard: Guard) -> bytes:
    """All bytes of a file.

    Raises:
        Unscannable: it is too large.
    """
    limit = guard.settings.limit
    file.seek(0)
    data = file.read(limit + 1)
    file.seek(0)
    if isinstance(data, str):
        data = data.encode()
    if len(data) > limit:
        raise Unscannable("django-upload-size", size=limit)
    return bytes(data)


class KvkkscanUploadHandler(FileUploadHandler):  # type: ignore[misc] # Django ships no types
    """For FILE_UPLOAD_HANDLERS, first and alone: each upload is kept in memory, cleaned, and only then handed on.

    A file that is refused, cannot be read or is too large ends the request with 400 (BadRequest).
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._data = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it.

        Raises:
            BadRequest: it grows too large.
        """
        limit = _guard().settings.limit
        if start + len(raw_data) > limit:
            raise _bad(Unscannable("django-upload-size", size=limit))
        self._data += raw_data

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:  # noqa: ARG002 - Django's interface
        """The clean file.

        Raises:
            BadRequest: it is refused or cannot be read.
        """
        cleaner = _guard().cleaner
        try:
            new = cleaner.file(bytes(self._data), self.file_name) if self._data else b""
            name = cleaner.file_name(self.file_name)
        except KvkkscanError as error:
            raise _bad(error) from None
        self._data = bytearray()
        return InMemoryUploadedFile(
            BytesIO(new), self.field_name, name, self.content_type, len(new), self.charset, self.content_type_extra
        )


def _guard() -> Guard:
    from kvkkscan.integrations.django.guard import the_guard

    return the_guard()


def _bad(error: KvkkscanError) -> BadRequest:
    return BadRequest(error.message(conf.language()))
