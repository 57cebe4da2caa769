"""In which languages a wave can be read: what is missing is said before it opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.verdict import ALLOWED, Verdict, refuse
from surveys.enums import WaveMode
from surveys.logic.columns import LANGUAGE_NAMES
from surveys.logic.definition import Definition
from surveys.logic.translations import offered, unworded
from surveys.models import Wave

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TOLD: dict[str, StrOrPromise] = {  # as the form of the wave names them
    "title": gettext_lazy("Title in English"),
    "purpose": gettext_lazy("Why people are asked, in English"),
    "duty_ground": gettext_lazy("On what ground, in English"),
    "readers": gettext_lazy("Who sees the answers, in English"),
    "contact": gettext_lazy("Office that people can ask, in English"),
    "independent_contact": gettext_lazy("Independent contact, in English"),
}


@dataclass(frozen=True)
class Lacking:
    """What a language lacks: wordings of the questionnaire, and of what people are told before they answer.

    `people` are those asked whose account here is set to it; `needed`: everybody is written to in it.
    """

    code: str
    name: str
    missing: int
    total: int
    told: list[StrOrPromise]
    people: int
    needed: bool


def language_name(code: str) -> str:
    """As the language calls itself."""
    return LANGUAGE_NAMES.get(code, code).partition(" (")[0]


def lacking(wave: Wave) -> list[Lacking]:
    """The languages that respondents may choose and that lack something; none where nothing is shown to people."""
    if wave.mode == WaveMode.IMPORT:
        return []
    definition = cast("Definition", wave.version.definition)
    accounts = dict(
        wave.population.members.exclude(person__user=None)
        .values_list("person__user__language")
        .annotate(Count("pk"))
        .order_by()
    )
    found = []
    for code in offered(definition):
        missing, total = unworded(definition, code)
        told = _untold(wave) if code == "en" and wave.mode == WaveMode.WEB else []
        if missing or told:
            needed = code == wave.case.language
            found.append(Lacking(code, language_name(code), missing, total, told, accounts.get(code, 0), needed))
    return found


def _untold(wave: Wave) -> list[StrOrPromise]:
    return [words for name, words in TOLD.items() if getattr(wave, name) and not getattr(wave, f"{name}_en")]


def can_be_read(wave: Wave) -> Verdict:
    """People are written to in the language of the case, so a wave on the web has to be worded in it."""
    if wave.mode != WaveMode.WEB:
        return ALLOWED
    missing, total = unworded(cast("Definition", wave.version.definition), wave.case.language)
    if not missing:
        return ALLOWED
    return refuse(
        _(
            "People are written to in %(language)s, and %(missing)s of %(total)s wordings of the questionnaire are "
            "missing in it. Write them in the editor and choose the new version for this wave."
        )
        % {"language": language_name(wave.case.language), "missing": missing, "total": total}
    )
