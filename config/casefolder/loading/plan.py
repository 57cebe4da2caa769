"""Causes, measures and their links."""

from __future__ import annotations

from config.casefolder.loading.base import Load
from core.models import StoredFile
from remediation.imports import import_plan
from remediation.models import Cause, Measure


def load_plan(load: Load) -> None:
    """The three files together, once."""
    case = load.case
    if Measure.objects.filter(case=case).exists() or Cause.objects.filter(case=case).exists():
        return
    causes, measures, links = (_stored(load, name) for name in ("causes", "measures", "links"))
    if causes or measures:
        import_plan(case=case, by=load.by, causes=causes, measures=measures, links=links)


def _stored(load: Load, name: str) -> StoredFile | None:
    path = load.folder.find(name)
    return None if path is None else load.store(path)
