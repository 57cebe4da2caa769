"""Which encoding a file is in: marks first, then strict decoding in order."""

from __future__ import annotations

import codecs
from itertools import pairwise
from pathlib import Path

from engines.columnar.logs import LogError
from engines.columnar.scan.blocks import blocks

SAMPLE = 1 << 20
CODECS = {"iso2022_jp": "iso2022_jp_ext"}


def marked_encoding(start: bytes) -> str:
    """The encoding that the first bytes show beyond doubt (a mark, NULs beside ASCII, shift signs), or ""."""
    if start[:3] == b"\xef\xbb\xbf":
        return "utf-8-sig"
    if start[:2] == b"\xff\xfe":
        return "utf-16-le"
    if start[:2] == b"\xfe\xff":
        return "utf-16-be"
    pairs = len(start) // 2
    if pairs >= 4 and b"\x00" in start[:4096]:
        sample = start[: min(len(start), 4096) // 2 * 2]
        if b"\n\x00" in sample and sample[1::2].count(0) * 2 > len(sample[1::2]) and 0 not in sample[0::2]:
            return "utf-16-le"
        if b"\x00\n" in sample and sample[0::2].count(0) * 2 > len(sample[0::2]) and 0 not in sample[1::2]:
            return "utf-16-be"
    if b"\x1b$" in start or b"\x1b(J" in start or b"\x1b(I" in start:
        return "iso2022_jp"
    return ""


def detect_encoding(path: Path) -> str:
    """The encoding by marks, else by strict decoding of the whole file: UTF-8, EUC-JP, CP932.

    EUC-JP comes before CP932, because CP932 takes most of EUC-JP for half-width kana, while EUC-JP refuses nearly
    all of CP932; where both decode, `_likelier` decides and the profile asks.
    A file that none decodes wholly gets the one with the fewest undecodable lines, if those are under one per
    cent (they are rejected one by one); otherwise LogError encoding_unknown.
    """
    with path.open("rb") as stream:
        start = stream.read(SAMPLE)
    if marked := marked_encoding(start):
        return marked
    failures: dict[str, int] = {}
    total = 0
    for encoding in ("utf-8", "euc_jp", "cp932"):
        bad, total = _undecodable_lines(path, encoding)
        if bad == 0:
            return _likelier(start) if encoding == "euc_jp" else encoding
        failures[encoding] = bad
    best = min(failures, key=lambda name: failures[name])
    if failures[best] * 100 > total:
        raise LogError("encoding_unknown")
    return best


def first_guess(path: Path) -> str:
    """The encoding that the first megabyte suggests; only a whole pass decides."""
    with path.open("rb") as stream:
        start = stream.read(SAMPLE)
    if marked := marked_encoding(start):
        return marked
    for encoding in ("utf-8", "euc_jp"):
        try:
            codecs.getincrementaldecoder(encoding)("strict").decode(start)
        except UnicodeDecodeError:
            continue
        return _likelier(start) if encoding == "euc_jp" else encoding
    return "cp932"


def readable_as(path: Path) -> dict[str, str]:
    """Each encoding that reads the first megabyte without an error, with the first line that is not plain ASCII."""
    with path.open("rb") as stream:
        start = stream.read(SAMPLE)
    marked = marked_encoding(start)
    found = {}
    for encoding in [marked] if marked else ["utf-8", "euc_jp", "cp932"]:
        try:
            text = codecs.getincrementaldecoder(CODECS.get(encoding, encoding))("strict").decode(start)
        except UnicodeDecodeError:
            continue
        line = next((line for line in text.lstrip("\ufeff").splitlines() if not line.isascii()), "")
        found[encoding] = line[:120]
    return found


def _likelier(start: bytes) -> str:
    """Of EUC-JP and CP932, when both read the bytes: EUC-JP if it then has kana beside kana."""
    euc, other = (codecs.getincrementaldecoder(name)("ignore").decode(start) for name in ("euc_jp", "cp932"))
    kana = sum(1 for first, second in pairwise(euc) if "ぁ" <= first <= "ヶ" and "ぁ" <= second <= "ヶ")
    half = sum(1 for sign in other if "｡" <= sign <= "ﾟ")
    return "euc_jp" if kana or not half else "cp932"


def _undecodable_lines(path: Path, encoding: str) -> tuple[int, int]:
    bad = total = 0
    for block in blocks(path):
        if isinstance(block, int):
            continue
        total += block.count(b"\n") + 1
        try:
            block.decode(encoding)
        except UnicodeDecodeError:
            for line in block.split(b"\n"):
                try:
                    line.decode(encoding)
                except UnicodeDecodeError:
                    bad += 1
    return bad, total
