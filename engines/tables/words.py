"""Text in both languages: engines never translate, they carry the pair and the caller picks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same words in Japanese and English."""

    ja: str
    en: str

    def in_language(self, language: str) -> str:
        """English for `en`, Japanese for everything else."""
        return self.en if language == "en" else self.ja

    def fill(self, **values: str) -> Words:
        """Both sentences with the named places filled."""
        return Words(self.ja.format(**values), self.en.format(**values))


NOTHING = Words("", "")
DASH = "—"
MISSING = Words(DASH, DASH)
