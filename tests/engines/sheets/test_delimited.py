from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.sheets import Limits, SheetError, read_any, read_csv, write_csv


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    return path


def refusal(path: Path, **options: str) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(SheetError) as caught:
        read_csv(path, **options)
    return caught.value.code, caught.value.params


@pytest.mark.parametrize(
    ("encoding", "recognised"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp932", "cp932"), ("utf-16", "utf-16")],
)
def test_encodings_are_recognised_in_a_fixed_order(tmp_path: Path, encoding: str, recognised: str) -> None:
    path = written(tmp_path, "社員番号,氏名\r\n001,髙橋　﨑子～①㈱\r\n".encode(encoding))

    read = read_any(path)

    assert (read.encoding, read.delimiter) == (recognised, ",")
    assert read.sheets[0].rows == [("社員番号", "氏名"), ("001", "髙橋　﨑子～①㈱")]


def test_a_chosen_encoding_is_used_strictly(tmp_path: Path) -> None:
    path = written(tmp_path, "番号,氏名\n1,髙橋\n".encode("cp932"))

    assert refusal(path, encoding="utf-8") == ("wrong_encoding", {"encoding": "utf-8", "line": 1})
    assert read_csv(path, encoding="cp932").encoding == "cp932"


def test_bytes_that_fit_no_encoding_are_refused_with_their_line(tmp_path: Path) -> None:
    path = written(tmp_path, b"id,v\n1,a\n2,\xff\xfe\x80\n")

    assert refusal(path) == ("wrong_encoding", {"encoding": "utf-8, cp932", "line": 3})


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a\tb\tc\n1,5\t2\t3\n", "\t"),
        ("a;b;c\n1,5;2;3\n", ";"),
        ('a|b\n"x|y"|2\n', "|"),
        ("only\none\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_divides_evenly(tmp_path: Path, text: str, delimiter: str) -> None:
    assert read_csv(written(tmp_path, text.encode())).delimiter == delimiter


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b'id,v\n1,a\n2,"abc\n3,d\n', "unclosed_quote", 3),
        (b'id,v\n1,"' + b"x\n" * 200_000, "unclosed_quote", 2),
        (b'id,v\n1,"' + b"x" * 200_000 + b'"\n', "field_too_long", 2),
        (b'id,v\n1,"a"b\n', "broken_quote", 2),
        (b"id,v\n1,a\n2\n", "ragged_row", 3),
        (b'id,v\n1,"a\nb"\n2,a,b\n', "ragged_row", 4),
        (b"id,v\n1,a\x00b\n", "nul_character", 2),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, data: bytes, code: str, line: int) -> None:
    found, params = refusal(written(tmp_path, data))

    assert (found, params["line"]) == (code, line)


def test_rows_tell_their_line_though_cells_hold_line_breaks(tmp_path: Path) -> None:
    sheet = read_csv(written(tmp_path, b'id,v\r\n\r\n1,"a\r\nb"\r\n2,\r\n')).sheets[0]

    assert sheet.rows == [("id", "v"), ("1", "a\r\nb"), ("2", None)]
    assert [sheet.number(index) for index in range(3)] == [1, 3, 5]


def test_too_many_columns_and_rows_are_refused(tmp_path: Path) -> None:
    wide = written(tmp_path, b",".join([b"c"] * 2001) + b"\n")
    with pytest.raises(SheetError) as caught:
        read_csv(wide)
    assert caught.value.code == "too_many_columns"

    with pytest.raises(SheetError) as caught:
        read_csv(written(tmp_path, b"a\n" * 11), limits=Limits(rows=10))
    assert caught.value.code == "too_many_rows"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝cmd", "＋1", "  =1", "'=1", "''-1"])
def test_text_that_looks_like_a_formula_gets_a_quote_and_comes_back(tmp_path: Path, text: str) -> None:
    target = BytesIO()

    write_csv(target, ["v", "n"], [[text, -1]])

    path = written(tmp_path, target.getvalue())
    assert target.getvalue().startswith(b"\xef\xbb\xbf")
    assert read_csv(path).sheets[0].rows[1] == ("'" + text, "-1")
    assert read_csv(path, ours=True).sheets[0].rows[1] == (text, "-1")


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2)
    )
)
def test_whatever_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    target = BytesIO()
    write_csv(target, ["a", "b"], rows)
    path = tmp_path_factory.mktemp("round") / "file.csv"
    path.write_bytes(target.getvalue())

    read = read_csv(path, ours=True).sheets[0].rows[1:]

    assert read == [tuple(cell or None for cell in row) for row in rows]
