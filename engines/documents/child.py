"""The rendering child: `python -m engines.documents.child`, the order as JSON on stdin, the PDF on stdout.

Its fetcher answers for `asset:` and `data:` only, and an audit hook stops sockets and processes besides, should
the library ever find another way.
"""

import base64
import gc
import json
import resource
import sys
from datetime import datetime
from typing import Any

from engines.documents.errors import DocumentError

_REFUSED = 3
_FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
    "urllib.Request",
    "subprocess.Popen",
    "os.exec",
    "os.posix_spawn",
    "os.system",
    "os.fork",
)


def main() -> int:
    gc.disable()  # the child is short-lived: −20 to −34 % time, measured
    order = json.loads(sys.stdin.buffer.read())
    _confine(order)
    try:
        pdf = _render(order)
    except DocumentError as refused:
        return _refuse(refused)
    except MemoryError:
        return _refuse(DocumentError("child_killed"))
    except BaseException as broken:  # noqa: BLE001 -- the library's fatal error is no Exception; this is the edge
        return _refuse(DocumentError("failed", {"kind": type(broken).__name__}))
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
    return 0


def _refuse(refused: DocumentError) -> int:
    sys.stdout.write(json.dumps({"error": refused.code, "params": refused.params}))
    sys.stdout.flush()
    return _REFUSED


def _confine(order: dict[str, Any]) -> None:
    for what, value in (
        (resource.RLIMIT_AS, order["memory"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 128),
    ):
        resource.setrlimit(what, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"] + 2))  # the signal, then the end

    def refuse(event: str, _arguments: object) -> None:
        if event in _FORBIDDEN and not (event == "urllib.Request" and str(_arguments).startswith("('data:")):
            raise PermissionError(event)

    sys.addaudithook(refuse)


def _render(order: dict[str, Any]) -> bytes:
    from weasyprint import CSS, HTML, Attachment  # noqa: PLC0415 -- slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- slow import

    fetcher = _fetcher({name: base64.b64decode(data) for name, data in order["assets"].items()})
    fonts = FontConfiguration()
    sheets = [CSS(string=text, url_fetcher=fetcher, font_config=fonts) for text in order["css"]]
    page = HTML(string=order["html"], url_fetcher=fetcher)
    options = {"pdf_variant": order["variant"], "pdf_tags": order["tags"], "stylesheets": sheets, "cache": {}}
    document = page.render(font_config=fonts, **options)
    if fetcher.missing:
        raise DocumentError("asset_missing", {"name": fetcher.missing[0]})
    if len(document.pages) > order["pages"]:
        raise DocumentError("too_many_pages", {"pages": len(document.pages), "limit": order["pages"]})
    about = document.metadata
    about.title, about.lang = order["title"], order["language"]
    about.created = about.modified = order["created"]
    about.authors = [order["author"]] if order["author"] else []
    about.generator = "Shirabe"
    at = datetime.fromisoformat(order["created"])
    about.attachments = [  # what the page itself wishes to attach is dropped
        Attachment(
            string=base64.b64decode(one["data"]),
            name=one["name"],
            description=one["description"],
            created=at,
            modified=at,
            relationship=one["relationship"],
        )
        for one in order["attachments"]
    ]
    data: bytes = document.write_pdf(**options)
    return data


def _fetcher(assets: dict[str, bytes]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 -- slow import

    class AssetFetcher(URLFetcher):  # type: ignore[misc]
        """Answers from memory. Every other address is refused before anything is opened."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols={"data"}, allow_redirects=False)
            self.missing: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("asset:"):
                return super().fetch(url, headers)
            name = url.removeprefix("asset:")
            if name not in assets:
                self.missing.append(name)
                raise ValueError(name)
            return URLFetcherResponse(url, assets[name], {"Content-Type": _content_type(name)})

    return AssetFetcher()


def _content_type(name: str) -> str:
    import mimetypes  # noqa: PLC0415 -- here only

    return mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"


if __name__ == "__main__":
    sys.exit(main())
