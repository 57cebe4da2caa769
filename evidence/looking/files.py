"""Several files of one source, given at once."""

from __future__ import annotations

from typing import Any

from django import forms


class ManyFiles(forms.ClearableFileInput):
    """The browser lets several be chosen."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A list of files, one at least."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given or [None]]
