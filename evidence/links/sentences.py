"""What a link says to a reader: calm, and never more than the log can carry."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.links.judging import About, Because, Days, Verdict
from evidence.links.linking import Fact, Link

VERDICTS = {
    Verdict.SUPPORTS: ("done", gettext_lazy("The log fits the answer")),
    Verdict.CONTRADICTS: ("on", gettext_lazy("The log says something else")),
    Verdict.CANNOT_SAY: ("none", gettext_lazy("The log cannot say")),
}
ABOUTS = {
    About.VIEWING: gettext_lazy("Whether it was viewed"),
    About.SYSTEM: gettext_lazy("In which system"),
    About.PERIOD: gettext_lazy("When it was"),
    About.REASON: gettext_lazy("Why it was viewed"),
}
BECAUSE = {
    Because.ROWS: gettext_lazy("Rows stand in the log inside the period asked about."),
    Because.NO_ROWS: gettext_lazy("The log covers the whole period asked about and holds no row."),
    Because.OTHER_SYSTEM: gettext_lazy("Rows stand in the log of a system that was not named."),
    Because.EMERGENCY: gettext_lazy("All rows lie in hours of a declared emergency."),
    Because.NO_EMERGENCY: gettext_lazy("No row lies in hours of a declared emergency."),
    Because.PARTLY_EMERGENCY: gettext_lazy("Some of the rows lie in hours of a declared emergency."),
    Because.EXPLAINED: gettext_lazy("All rows are explained by approved rules for such work."),
    Because.NOT_EXPLAINED: gettext_lazy("No row is explained by an approved rule for such work."),
    Because.PARTLY_EXPLAINED: gettext_lazy("Some of the rows are explained by approved rules for such work."),
    Because.NO_RULE: gettext_lazy("No approved rule says which rows such work leaves in the log."),
    Because.OUTSIDE_WINDOW: gettext_lazy("The period asked about lies outside the days that the log covers."),
    Because.PARTLY_COVERED: gettext_lazy("The log covers only a part of the period asked about."),
    Because.PERIOD_NOT_ASKED: gettext_lazy("The survey does not say from when on it asked."),
    Because.ROWS_OUTSIDE_PERIOD: gettext_lazy("Rows stand in the log only outside the period asked about."),
    Because.NO_LOG: gettext_lazy("No log of this system was kept or received."),
    Because.TERMINALS_ONLY: gettext_lazy("The log of this system names terminals, not people."),
    Because.ID_UNKNOWN: gettext_lazy(
        "No log-in id of this person is known here, and the log holds ids that belong to nobody known."
    ),
    Because.ANSWER_OPEN: gettext_lazy("The answer leaves it open."),
    Because.NOT_IN_A_LOG: gettext_lazy("A log shows that a screen was opened, not why."),
    Because.NOTHING_LOGGED: gettext_lazy("No row of this person stands in the log."),
}


def span(days: Days) -> str:
    """Both days; an open side stays empty."""
    return f"{days.first or ''} – {days.last or ''}"


def sentence_of(fact: Fact) -> str:
    """One fact with its numbers."""
    makers: dict[Because, Callable[[Fact], str]] = {
        Because.ROWS: _rows,
        Because.OTHER_SYSTEM: _rows,
        Because.NO_ROWS: _no_rows,
        Because.PARTLY_COVERED: _partly,
        Because.OUTSIDE_WINDOW: _outside,
        Because.ROWS_OUTSIDE_PERIOD: _other_days,
        Because.ANSWER_OPEN: _open,
        Because.EMERGENCY: _emergency,
        Because.NO_EMERGENCY: _emergency,
        Because.PARTLY_EMERGENCY: _emergency,
        Because.EXPLAINED: _explained,
        Because.NOT_EXPLAINED: _explained,
        Because.PARTLY_EXPLAINED: _explained,
    }
    maker = makers.get(fact.because)
    return maker(fact) if maker else str(BECAUSE[fact.because])


def _rows(fact: Fact) -> str:
    facts = {"count": f"{fact.seen.inside:,}", "first": fact.seen.first, "last": fact.seen.last}
    return _("%(count)s rows from %(first)s to %(last)s stand under an id of this person.") % facts


def _no_rows(fact: Fact) -> str:
    return _("The log covers %(asked)s, the whole period asked about, and holds no row of this person.") % {
        "asked": span(fact.asked)
    }


def _partly(fact: Fact) -> str:
    return _("No row; but the log covers %(kept)s, and the question was about %(asked)s.") % {
        "kept": ", ".join(span(days) for days in fact.kept),
        "asked": span(fact.asked),
    }


def _outside(fact: Fact) -> str:
    if not fact.kept:
        return str(BECAUSE[Because.OUTSIDE_WINDOW])
    return _("The log covers %(kept)s; the answer speaks of %(asked)s.") % {
        "kept": ", ".join(span(days) for days in fact.kept),
        "asked": span(fact.asked),
    }


def _other_days(fact: Fact) -> str:
    return _("%(count)s rows stand in the log, all outside %(asked)s, which the answer speaks of.") % {
        "count": f"{fact.seen.ever:,}",
        "asked": span(fact.asked),
    }


def _open(fact: Fact) -> str:
    if fact.seen.inside:
        return _("The answer leaves it open. %(count)s rows stand under an id of this person.") % {
            "count": f"{fact.seen.inside:,}"
        }
    return _("The answer leaves it open. No row of this person stands in this log.")


def _emergency(fact: Fact) -> str:
    return _("%(part)s of %(count)s rows lie in hours of a declared emergency.") % {
        "part": f"{fact.seen.fitting:,}",
        "count": f"{fact.seen.rows:,}",
    }


def _explained(fact: Fact) -> str:
    return _("%(part)s of %(count)s rows are explained by approved rules for such work, %(other)s in another way.") % {
        "part": f"{fact.seen.fitting:,}",
        "count": f"{fact.seen.rows:,}",
        "other": f"{fact.seen.otherwise:,}",
    }


def link_json(link: Link) -> dict[str, object]:
    """The shape of `reconcile --people`."""
    return {
        "person": link.person_no,
        "wave": link.wave,
        "question": link.question,
        "about": str(link.about),
        "said": list(link.said),
        "verdict": str(link.verdict),
        "facts": [
            {
                "system": fact.system or None,
                "verdict": str(fact.verdict),
                "because": str(fact.because),
                "rows": fact.seen.inside,
                "first": fact.seen.first.isoformat() if fact.seen.first else None,
                "last": fact.seen.last.isoformat() if fact.seen.last else None,
            }
            for fact in link.facts
        ],
    }
