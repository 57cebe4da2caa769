"""What an audit type is called on screen; each room names its own in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

labels: dict[str, StrOrPromise] = {}


def name_types(entries: Mapping[str, StrOrPromise]) -> None:
    """Register the names of a room's audit types."""
    labels.update(entries)


def label_of(kind: str) -> str:
    """The name for people; the bare type when nobody named it."""
    return str(labels.get(kind, kind))
