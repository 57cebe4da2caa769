"""Causes and measures."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from core.registries import Figure


class RemediationApp(AppConfig):
    """Registers what the room gives to others."""

    name = "remediation"

    def ready(self) -> None:
        """Its panel and its figure on the overview, its number in the rail, the names of its audit types."""
        from audit.labels import name_types  # noqa: PLC0415 -- models must be loaded
        from core.registries import Panel, registries  # noqa: PLC0415 -- the same
        from remediation.perspectives import words  # noqa: PLC0415 -- the same
        from remediation.queries import overdue_count  # noqa: PLC0415 -- the same
        from remediation.workflow import AUDIT_WORDS  # noqa: PLC0415 -- the same

        registries.panels.append(Panel("case-overview", "measures", 60, _panel_url))
        registries.figures.append((50, _figure))
        registries.rail_counts["measures"] = overdue_count
        name_types(AUDIT_WORDS)
        name_types(words.AUDIT_WORDS)
        self._deadlines()

    def _deadlines(self) -> None:
        """The mails, the panel of a measure, the names of what is done to deadlines."""
        from audit.labels import name_types  # noqa: PLC0415 -- models must be loaded
        from core import outbox  # noqa: PLC0415 -- the same
        from core.registries import Panel, registries  # noqa: PLC0415 -- the same
        from remediation.deadlines.words import AUDIT_WORDS  # noqa: PLC0415 -- the same
        from remediation.mails import RENDERERS  # noqa: PLC0415 -- the same

        outbox.renderers.update(RENDERERS)
        registries.panels.append(Panel("measure-show", "deadlines", 30, _deadline_url))
        registries.panels.append(Panel("measure-show", "counts", 40, _counts_url))
        name_types({"remediation.count_recorded": _("Mutual count written down")})
        name_types(AUDIT_WORDS)


def _deadline_url(measure: Any) -> str:
    return reverse("remediation:deadline-panel", args=[measure.case.public_id, measure.public_id])


def _counts_url(measure: Any) -> str:
    return reverse("remediation:counts-panel", args=[measure.case.public_id, measure.public_id])


def _panel_url(case: Any) -> str:
    return reverse("remediation:overview-panel", args=[case.public_id])


def _figure(case: Any) -> "Figure":
    from core.registries import Figure  # noqa: PLC0415 -- models must be loaded
    from remediation.models import Measure  # noqa: PLC0415 -- the same
    from remediation.queries import SOON, today_of  # noqa: PLC0415 -- the same

    measures, today = Measure.objects.of_case(case), today_of(case)
    late = measures.overdue(today).count()
    soon = measures.due_within(today, SOON).count()
    return Figure(
        label=_("Overdue measures"),
        value=str(late),
        unit=_("measures"),
        under=_("due within 30 days: %(soon)s") % {"soon": soon},
        url=reverse("remediation:measure-list", args=[case.public_id]) + ("?overdue=on" if late else ""),
        state="late" if late else "done",
        word=_("some are overdue") if late else _("nothing is late"),
    )
