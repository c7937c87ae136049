"""The libraries of the extra `office`, which an installation may do without: the one place that says so when one is
missing. Whoever uses one imports it as anything else, on use."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from storage.errors import OfficeMissing

LIBRARIES = frozenset(("icalendar", "numpy", "openpyxl", "pygal", "scipy", "segno", "typst"))


@contextmanager
def office() -> Iterator[None]:
    """An import in here that fails because the extra isn't installed raises `OfficeMissing`."""
    try:
        yield
    except ImportError as error:
        name = (error.name or "").partition(".")[0]
        if name not in LIBRARIES:
            raise
        raise OfficeMissing(f"{name} is not there") from error


def needs(*libraries: str) -> None:
    """For work that would otherwise stop half-way. Raises `OfficeMissing`."""
    with office():
        for library in libraries:
            import_module(library)
