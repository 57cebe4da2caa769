"""The sheet settings: title, default language, form id and version."""

from __future__ import annotations

from engines.sheets import column_letters
from surveys.logic.columns import SETTINGS, cell_text, language_of, language_order, split_head
from surveys.logic.definition import Text
from surveys.logic.workbook.findings import Findings


class SettingsReader(Findings):
    """One row below its heads."""

    def settings(self) -> tuple[Text, dict[str, str]]:
        sheet = self.sheets.get("settings")
        found: dict[str, str] = {}
        titles: Text = {}
        if sheet is None or len(sheet.rows) < 2:
            return {}, {}
        for place, cell in enumerate(sheet.rows[0]):
            head = cell_text(cell)
            value = cell_text(sheet.rows[1][place]) if place < len(sheet.rows[1]) else ""
            if not head or not value:
                continue
            letter = column_letters(place + 1)
            base, separator, tail = split_head(head)
            known = SETTINGS.get(base)
            if separator and known == "title":
                code = language_of(tail)
                if code is None:
                    self.problem("language_unsupported", sheet.name, 1, letter, name=tail)
                else:
                    titles[code] = value
            elif known is None or separator or (known == "style" and value != "pages"):
                self.problem("setting_unsupported", sheet.name, 1, letter, name=head)
            elif known == "default_language" and language_of(value) is None:
                self.problem("language_unsupported", sheet.name, 2, letter, name=value)
            else:
                found[known] = value
        self.default_language = language_of(found.pop("default_language", "")) or "ja"
        if self.default_language != "ja":
            found["default_language"] = self.default_language
        if "title" in found:
            titles.setdefault(self.default_language, found.pop("title"))
        found.pop("style", None)
        return {code: titles[code] for code in sorted(titles, key=language_order)}, found
