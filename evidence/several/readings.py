"""How each waiting file of a source would be read: as the source is read, unless the file gives a reason to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from core.models import JobState
from evidence.custody.rules import is_locked
from evidence.enums import LogFileState
from evidence.looking.asking import asked_in
from evidence.looking.mapping import CANONICAL_LABELS, MappingForm
from evidence.looking.working import LOOSE
from evidence.models import LogFile, LogSource
from evidence.sources import parts_of

# What was noticed and changes no meaning: the rows concerned are accounted for one by one.
NOTICED = ("encoding_mixed", "ragged", "other_lines", "private_use")


@dataclass(frozen=True)
class Reading:
    """A file that waits. `questions` keep it from being read in with the others; `notices` are only shown."""

    log_file: LogFile
    mapping: Mapping[str, Any]
    questions: Sequence[str]
    notices: Sequence[str]

    @property
    def is_ready(self) -> bool:
        return not self.questions

    @property
    def is_prepared(self) -> bool:
        """Somebody has said for this very file how it is read."""
        return bool(self.log_file.mapping)

    @property
    def was_stopped(self) -> bool:
        return self.log_file.job is not None and self.log_file.job.state == JobState.CANCELLED


@dataclass(frozen=True)
class Files:
    """The files of a source by how far they are; how those that wait would be read is found out when it is asked."""

    unread: Sequence[LogFile]
    running: Sequence[LogFile]
    read: Sequence[LogFile]
    usual: LogFile | None

    @cached_property
    def waiting(self) -> list[Reading]:
        return [_reading(one, self.usual) for one in self.unread]

    @property
    def ready(self) -> list[Reading]:
        return [reading for reading in self.waiting if reading.is_ready]

    @property
    def asked(self) -> list[Reading]:
        return [reading for reading in self.waiting if not reading.is_ready]

    @property
    def done(self) -> int:
        """Rows of all that are being read, as far as they are."""
        return sum(one.job.done for one in self.running if one.job)

    @property
    def total(self) -> int:
        return sum(one.job.total or 0 for one in self.running if one.job)


def files_of(source: LogSource) -> Files:
    """Every file in one of three places, the oldest first; those read in last come first."""
    rows = LogFile.objects.filter(source=source).select_related("source__system", "case", "job", "stored")
    files = list(rows.order_by("received_at", "pk"))
    read = [one for one in files if one.state == LogFileState.IMPORTED]
    others = [one for one in files if one.state != LogFileState.IMPORTED]
    running = [one for one in others if one.job is not None and not one.job.is_over]
    unread = [one for one in others if one.job is None or one.job.is_over]
    usual = max([*read, *running], key=lambda one: (one.received_at, one.pk), default=None)
    return Files(unread, running, sorted(read, key=lambda one: (one.imported_at, one.pk), reverse=True), usual)


def _reading(log_file: LogFile, usual: LogFile | None) -> Reading:
    profile = log_file.profile
    if is_locked(log_file):
        return Reading(log_file, {}, [_("It is protected by a password. Enter it once on the page of the file.")], [])
    if profile.get("error"):
        return Reading(log_file, {}, [str(profile["error"])], [])
    remembered = dict(log_file.source.mapping or {})
    if not log_file.mapping and not remembered.get("columns"):
        asked = _(
            "Nobody has said yet what the columns of this source mean. Say it for one file; the others follow it."
        )
        return Reading(log_file, {}, [asked], [])
    questions, notices = _compared(log_file, remembered, usual)
    mapping, wrong = _proposed(log_file)
    if log_file.state == LogFileState.FAILED and log_file.job is not None and log_file.job.error:
        questions.insert(0, _("The last attempt did not succeed: %(error)s") % {"error": log_file.job.error})
    return Reading(log_file, mapping, [*questions, *wrong], [*notices, *_noticed(profile)])


def _proposed(log_file: LogFile) -> tuple[Mapping[str, Any], list[str]]:
    """The mapping that the page of the file proposes, or what that page would ask."""
    shown = MappingForm(log_file=log_file)
    sent = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}
    form = MappingForm({name: "" if value is None else value for name, value in sent.items()}, log_file=log_file)
    if form.is_valid():
        return form.cleaned_data["mapping"], []
    return {}, [str(error) for errors in form.errors.values() for error in errors]


def _compared(log_file: LogFile, remembered: Mapping[str, Any], usual: LogFile | None) -> tuple[list[str], list[str]]:
    """What deviates from the source, as questions and as notices. What somebody said for this file is no question."""
    profile, questions, notices = log_file.profile, list[str](), list[str]()
    names = {str(column["name"]): column for column in profile.get("columns", [])}
    needed = _needed(remembered)
    lacking = sorted(needed - set(names))
    if lacking and profile.get("format") not in LOOSE:
        said = _("It lacks columns that this source is read by: %(columns)s.") % {"columns": "、".join(lacking)}
        (notices if log_file.mapping else questions).append(said)
    if usual is not None:
        known = {str(column["name"]) for column in usual.profile.get("columns", [])} | needed
        for name in [name for name in names if name not in known]:
            meaning = names[name].get("canonical")
            if meaning and meaning not in remembered.get("columns", {}) and not log_file.mapping:
                facts = {"column": name, "meaning": CANONICAL_LABELS[meaning]}
                questions.append(_("The column «%(column)s» is new and could mean «%(meaning)s».") % facts)
            else:
                notices.append(_("The column «%(column)s» is new; it is not read in.") % {"column": name})
        notices += _otherwise(profile, usual.profile)
    likely = set(dict(profile.get("encodings") or {}).values())
    if len(likely) > 1 and not log_file.mapping and profile.get("encoding") != remembered.get("encoding"):
        questions += [told for code, told in asked_in(profile) if code == "encoding_ambiguous"]
    return questions, notices


def _needed(mapping: Mapping[str, Any]) -> set[str]:
    """Columns of the file that the mapping reads, directly or through calculated columns."""
    computed = list(mapping.get("computed") or ())
    read = [part for source in dict(mapping.get("columns") or {}).values() for part in parts_of(source)]
    read += [part for entry in computed for part in parts_of(entry["from"])]
    return set(read) - {str(entry["name"]) for entry in computed}


def _otherwise(profile: Mapping[str, Any], usual: Mapping[str, Any]) -> list[str]:
    found = []
    for name, sentence in (
        ("encoding", _("Encoding %(this)s; the last file had %(usual)s.")),
        ("format", _("Form %(this)s; the last file had %(usual)s.")),
    ):
        if profile.get(name) and usual.get(name) and profile[name] != usual[name]:
            found.append(sentence % {"this": str(profile[name]).upper(), "usual": str(usual[name]).upper()})
    return found


def _noticed(profile: Mapping[str, Any]) -> list[str]:
    return [told for code, told in asked_in(profile) if code in NOTICED]
