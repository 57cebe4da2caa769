"""A period in words, for the landing page and beside a question."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Person
from surveys.models import Wave
from surveys.periods.asking import AskedPeriod, Since, periods_of
from surveys.sentences import reader


def spoken(period: AskedPeriod) -> str:
    """«since you joined on 2019-04-01»; empty for the wave's own beginning."""
    day = period.start.isoformat() if period.start else ""
    return {
        Since.JOINED: _("since you joined on %(day)s"),
        Since.INTRODUCED: _("since the system was introduced on %(day)s"),
        Since.FIRST_USE: _("since you first had a log-in id on %(day)s"),
    }.get(period.since, "") % {"day": day}


def on_landing(wave: Wave, person: Person) -> list[str]:
    """What is different for this person from what everybody is told."""
    periods = periods_of(wave, person, english=reader() == "en")
    own, *systems = periods
    lines = [_("For you: %(since)s") % {"since": spoken(own)}] if own.since is not Since.WAVE else []
    if wave.period_to is not None and own.end is not None and own.end < wave.period_to:
        lines.append(_("For you: until %(day)s, your last day") % {"day": own.end.isoformat()})
    lines += [
        _("Questions about «%(system)s»: %(since)s") % {"system": one.label, "since": spoken(one)}
        for one in systems
        if one.start != own.start and spoken(one)
    ]
    return lines


def beside_questions(wave: Wave, person: Person) -> dict[str, str]:
    """Question → the period it asks about, for questions that speak of a system."""
    found: dict[str, str] = {}
    for one in periods_of(wave, person, english=reader() == "en")[1:]:
        found |= dict.fromkeys(one.questions, _sentence(one))
    return found


def _sentence(period: AskedPeriod) -> str:
    if period.start is None:
        return ""
    start, end = period.start.isoformat(), period.end.isoformat() if period.end else ""
    span = (
        _("%(start)s to %(end)s") % {"start": start, "end": end}
        if end
        else _("%(start)s until today") % {"start": start}
    )
    since = spoken(period)
    told = _("Period asked about here: %(span)s") % {"span": span}
    return f"{told} ({since})" if since and reader() == "en" else f"{told}（{since}）" if since else told
