import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from engines.documents import Attached, DocumentError, DocumentLimits, missing_glyphs, render_pdf

AT = datetime(2023, 3, 1, 9, 30, tzinfo=UTC)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PAGE = """<!doctype html><html><head><style>@page {{ size: A4; @bottom-center {{ content: counter(page) }} }}
body {{ font-family: sans-serif }}</style></head><body><h1>調査結果の報告</h1>{body}</body></html>"""


def pdf(body: str = "<p>閲覧者数は1,234人でした。</p>", **options: Any) -> bytes:
    return render_pdf(html=PAGE.format(body=body), title="報告書", language="ja", created=AT, **options)


def text_of(data: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))


@pytest.mark.slow
def test_the_same_order_gives_the_same_bytes() -> None:
    table = "<table>" + "".join(f"<tr><th>{i}</th><td>髙橋 𠮷</td></tr>" for i in range(80)) + "</table>"
    options = {
        "css": ["h1 { color: #0d5c63 } img { width: 1em }"],
        "assets": {"dot.png": PIXEL},
        "attachments": [Attached("表.csv", b"a,b\n")],
    }

    first = pdf(table + '<img src="asset:dot.png" alt="点">', **options)
    second = pdf(table + '<img src="asset:dot.png" alt="点">', **options)

    assert first == second


@pytest.mark.slow
def test_text_title_language_and_date_can_be_read_back() -> None:
    data = pdf("<p>閲覧者数は1,234人、𠮷田・髙橋。</p>")

    assert "閲覧者数は1,234人、𠮷田・髙橋。" in text_of(data)
    with pikepdf.open(BytesIO(data)) as opened:
        assert str(opened.docinfo["/Title"]) == "報告書"
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20230301093000")
        assert str(opened.Root.Lang) == "ja"
        assert opened.Root.MarkInfo.Marked
        assert opened.open_metadata()["pdfaid:part"] == "3"


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """Whoever connects is written down."""
    seen: list[bytes] = []

    class Note(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            seen.append(self.request.recv(200))

    with socketserver.TCPServer(("127.0.0.1", 0), Note) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1], seen
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_a_hostile_page_fetches_and_attaches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-4711")
    file_url = secret.as_uri()
    with listener() as (port, seen):
        web = f"http://127.0.0.1:{port}"
        inner = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{web}/svg.png'/><use href='{file_url}#a'/></svg>"
        body = f"""
            <base href="{web}/base/"><link rel="stylesheet" href="{web}/style.css"><link rel="attachment" href="{file_url}">
            <a rel="attachment" href="{file_url}">attachment</a><img src="{web}/a.png"><img src="{file_url}"><img src="b.png">
            <object data="{web}/object"></object><embed src="{file_url}"><iframe src="{web}/frame"></iframe>
            <style>@import url({web}/import.css); @font-face {{ font-family: x; src: url({web}/font.ttf) }}
            body {{ background: url({file_url}); font-family: x, sans-serif }} p::before {{ content: url({web}/content.png) }}
            </style><img src="data:image/svg+xml;base64,{base64.b64encode(inner.encode()).decode()}">{inner}<p>本文</p>"""

        data = pdf(body, css=[f"@import '{web}/own.css'; h1 {{ background: url({web}/own.png) }}"])

        assert seen == []
    assert "本文" in text_of(data)
    assert b"canary-4711" not in data
    with pikepdf.open(BytesIO(data)) as opened:
        assert list(opened.attachments) == []
        streams = [bytes(item.read_bytes()) for item in opened.objects if isinstance(item, pikepdf.Stream)]
    assert [stream for stream in streams if b"canary" in stream] == []


@pytest.mark.slow
def test_an_asset_that_was_not_handed_over_is_an_error() -> None:
    with pytest.raises(DocumentError) as caught:
        pdf('<img src="asset:none.png">')

    assert (caught.value.code, caught.value.params) == ("asset_missing", {"name": "none.png"})


@pytest.mark.slow
def test_too_many_pages_are_refused() -> None:
    with pytest.raises(DocumentError) as caught:
        pdf('<p style="break-before: page">x</p>' * 3, limits=DocumentLimits(pages=2))

    assert (caught.value.code, caught.value.params) == ("too_many_pages", {"pages": 4, "limit": 2})


@pytest.mark.slow
def test_a_document_that_takes_too_long_or_too_much_ends_alone() -> None:
    with pytest.raises(DocumentError) as slow:
        pdf("<p>長い文章です。</p>" * 20_000, timeout=1)
    with pytest.raises(DocumentError) as large:
        pdf("<p>長い文章です。</p>" * 20_000, limits=DocumentLimits(memory_bytes=200 << 20))
    with pytest.raises(DocumentError) as heavy:
        pdf(limits=DocumentLimits(input_bytes=100))

    assert slow.value.code == "timed_out"
    assert large.value.code in {"child_killed", "failed"}
    assert heavy.value.code == "input_too_large"


def test_without_fonts_nothing_is_printed(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        pdf(fonts=[tmp_path])

    assert caught.value.code == "no_fonts"


@pytest.mark.slow
def test_signs_without_a_glyph_are_named_and_markup_is_not_text() -> None:
    page = "<style>p::before { content: '\U0001f600' }</style><p>髙橋 𠮷野 &amp; \U0001f980\u200b&#x1F981;</p>"

    assert missing_glyphs(page) == {"\U0001f980", "\U0001f981"}
