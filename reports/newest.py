"""The newest run of evidence."""

from typing import Any

from django.apps import apps

from casework.models import Case


def newest_run(name: str, case: Case) -> Any:
    """None while there is no run."""
    try:
        model = apps.get_model("evidence", name)
    except LookupError:
        return None
    return model._default_manager.filter(case=case).order_by("-ordinal").first()
