"""Links for a page: those of one person beside each answer, and the counts over the case."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Person
from audit.models import AuditEvent
from casework.models import Case, Incident
from evidence.links.judging import About, Because, Verdict
from evidence.links.linking import Link, links_of
from evidence.links.sentences import ABOUTS, BECAUSE, VERDICTS, sentence_of
from evidence.notes.queries import own_numbers
from evidence.queries import newest_facts

KEPT = 3
READINGS = ("evidence.dossier_read", "evidence.identity_rows_read", "evidence.log_searched")  # change no answer
_memory: OrderedDict[tuple[str, int], list[Link]] = OrderedDict()  # the hash of an event is of one case only


def all_links(case: Case) -> list[Link]:
    """Every answer of the case beside the newest facts; kept until something happens in the case but reading."""
    run = newest_facts(case)
    if run is None:
        return []
    events = AuditEvent.objects.filter(chain=case.chain).exclude(type__in=READINGS)
    newest = events.order_by("-position").values_list("hash", flat=True).first()
    if newest is None:
        return links_of(case, run)
    key = (newest, run.pk)
    if key not in _memory:
        _memory[key] = links_of(case, run)
        while len(_memory) > KEPT:
            _memory.popitem(last=False)
    return _memory[key]


@dataclass(frozen=True)
class Beside:
    """One link as the dossier shows it: a state, words, and a sentence per system."""

    incident: str
    about: str
    state: str
    word: str
    lines: Sequence[tuple[str, str]]


def beside_answers(case: Case, person: Person) -> dict[tuple[str, str], list[Beside]]:
    """By wave code and question, what the log says about this person's answers."""
    run = newest_facts(case)
    found: dict[tuple[str, str], list[Beside]] = {}
    for link in links_of(case, run, person=person) if run else []:
        state, word = VERDICTS[link.verdict]
        lines = [(fact.system_label, sentence_of(fact)) for fact in link.facts]
        shown = Beside(link.incident, str(ABOUTS[link.about]), state, str(word), lines)
        found.setdefault((link.wave, link.question.split()[0]), []).append(shown)
    return found


@dataclass(frozen=True)
class Line:
    """Answers about one thing in one incident, by verdict."""

    about: About
    label: str
    total: int
    cells: Sequence[tuple[Verdict, int]]


@dataclass(frozen=True)
class Block:
    """One incident's lines, and why the log cannot say (answers, the most frequent reason first)."""

    incident: Incident
    lines: Sequence[Line]
    reasons: Sequence[tuple[Because, str, int]]


def blocks_of(case: Case) -> list[Block]:
    """Counts over the case, incident by incident; incidents without linked answers are left out."""
    links = all_links(case)
    blocks = []
    for incident in Incident.objects.filter(case=case).order_by("position", "pk"):
        mine = [link for link in links if link.incident == incident.no]
        if mine:
            blocks.append(Block(incident, _lines(mine), _reasons(mine)))
    return blocks


def _lines(links: Sequence[Link]) -> list[Line]:
    counts = Counter((link.about, link.verdict) for link in links)
    return [
        Line(
            about,
            str(ABOUTS[about]),
            sum(counts[about, verdict] for verdict in Verdict),
            [(verdict, counts[about, verdict]) for verdict in Verdict],
        )
        for about in About
        if any(counts[about, verdict] for verdict in Verdict)
    ]


def _reasons(links: Sequence[Link]) -> list[tuple[Because, str, int]]:
    """An answer counts once for each reason that some system gives."""
    open_links = [link for link in links if link.verdict is Verdict.CANNOT_SAY]
    counts = Counter(because for link in open_links for because in {fact.because for fact in link.facts})
    return [(because, str(BECAUSE[because]), count) for because, count in counts.most_common()]


def chosen_links(case: Case, incident: str, about: str, verdict: str, because: str, *, reader: Any) -> list[Link]:
    """The answers of one cell, or of one reason, without the reader's own."""
    own = own_numbers(case, reader)
    return [
        link
        for link in all_links(case)
        if link.incident == incident
        and link.person_no not in own
        and (not about or link.about == about)
        and (not verdict or link.verdict == verdict)
        and (not because or any(fact.because == because for fact in link.facts))
    ]
