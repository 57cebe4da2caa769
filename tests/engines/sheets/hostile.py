"""Makes the workbooks that nobody should be able to hurt us with. Small on disk, made when needed."""

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>'
)
ROOT = (
    f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BOOK_RELATIONS = (
    f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
HEAD = f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><dimension ref="A1"/><sheetData>'
TAIL = "</sheetData></worksheet>"
SHEET = HEAD + '<row r="1"><c r="A1" t="s"><v>0</v></c></row>' + TAIL
STRINGS = f'<?xml version="1.0"?><sst xmlns="{_MAIN}" count="1" uniqueCount="1"><si><t>hello</t></si></sst>'

LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a0 "lolololololololol">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def workbook(
    path: Path,
    *,
    sheet: str | Iterable[bytes] = SHEET,
    strings: str = STRINGS,
    extra: Sequence[tuple[str, bytes]] = (),
) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", BOOK_RELATIONS)
        if isinstance(sheet, str):
            archive.writestr("xl/worksheets/sheet1.xml", sheet)
        else:
            with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
                for block in sheet:
                    part.write(block)
        archive.writestr("xl/sharedStrings.xml", strings)
        for name, content in extra:
            archive.writestr(name, content)
    return path


def far_cell(path: Path) -> Path:
    return workbook(path, sheet=SHEET.replace("</row>", '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def far_cell_hidden_from_the_scan(path: Path) -> Path:
    """The place is written with a character reference, so that only the limits of the child are left."""
    row = '</row><row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row>'
    return workbook(path, sheet=SHEET.replace("</row>", row))


def formatted_to_the_end(path: Path) -> Path:
    """What Excel writes when somebody has coloured whole columns: far cells without content."""
    row = '</row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    return workbook(path, sheet=SHEET.replace("</row>", row))


def blown_up(path: Path, megabytes: int) -> Path:
    def blocks() -> Iterable[bytes]:
        yield HEAD.encode()
        for _ in range(megabytes):
            yield b" " * (1 << 20)
        yield TAIL.encode()

    return workbook(path, sheet=blocks())


def encrypted(path: Path) -> Path:
    """The outer shape of a password-protected workbook: an OLE file that holds «EncryptedPackage»."""
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 480
    )
    return path
