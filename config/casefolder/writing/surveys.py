"""Questionnaires, waves, current answers, and every version of them."""

from __future__ import annotations

import shutil
from datetime import datetime

from config.casefolder.writing.base import Out, present
from core.models import StoredFile
from surveys.coding.folder import coding_lines
from surveys.contradictions.folder import rule_lines
from surveys.exports import questionnaire_files, response_table, version_lines, wave_facts
from surveys.interviews.folder import follow_up_lines, has_follow_ups
from surveys.models import CodingFrame, ResponseVersion, Wave
from surveys.pooling.folder import meaning_lines
from surveys.reviewing.folder import review_entries


def write_questionnaires(out: Out) -> None:
    """The workbooks as received: the first version under its code, later ones with their number."""
    titles = {}
    for code, title, number, stored in questionnaire_files(out.case):
        shutil.copyfile(stored.path, out.file(f"questionnaires/{code}{'' if number == 1 else f'-{number}'}.xlsx"))
        titles[code] = title
    out.facts["questionnaires"] = [present(code=code, title=title) for code, title in titles.items()]


def write_reviews(out: Out) -> None:
    """[[reviews]], if a question had to be reviewed."""
    entries = review_entries(out.case)
    if entries:
        out.facts["reviews"] = entries


def write_agreements(out: Out) -> None:
    """meanings.jsonl (options counted together) and contradictions.jsonl (rules about answers), if there are any."""
    for name, lines in (("meanings", meaning_lines(out.case)), ("contradictions", rule_lines(out.case))):
        written = [f"{line}\n" for line in lines]
        if written:
            out.file(f"{name}.jsonl").write_text("".join(written), encoding="utf-8")


def write_waves(out: Out) -> None:
    """[[waves]], responses/<wave>.csv and versions.jsonl."""
    waves = Wave.objects.filter(case=out.case).select_related("version__questionnaire", "population").order_by("no")
    out.facts["waves"] = [
        {name: out.local(value) if isinstance(value, datetime) else value for name, value in wave_facts(wave).items()}
        for wave in waves
    ]
    for wave in waves:
        head, rows = response_table(wave)
        lines = list(rows)
        if lines:
            out.csv(f"responses/{wave.code}.csv", head, lines)
    if ResponseVersion.objects.filter(response__wave__case=out.case).exists():
        with out.file("versions.jsonl").open("w", encoding="utf-8") as target:
            target.writelines(f"{line}\n" for line in version_lines(out.case))


def write_follow_ups(out: Out) -> None:
    """follow_ups.jsonl and the files attached, if anything was followed up."""
    if not has_follow_ups(out.case):
        return

    def keep(stored: StoredFile) -> str:
        name = f"follow_ups/{stored.sha256}"
        shutil.copyfile(stored.path, out.file(name))
        return name

    with out.file("follow_ups.jsonl").open("w", encoding="utf-8") as target:
        target.writelines(f"{line}\n" for line in follow_up_lines(out.case, keep))


def write_coding(out: Out) -> None:
    """coding.jsonl, if anything was coded."""
    if CodingFrame.objects.filter(questionnaire__case=out.case).exists():
        with out.file("coding.jsonl").open("w", encoding="utf-8") as target:
            target.writelines(f"{line}\n" for line in coding_lines(out.case))
