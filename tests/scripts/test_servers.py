"""The private servers answer, and are gone afterwards."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import servers

pytestmark = pytest.mark.slow


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("server", ["postgresql", "redis"])
def test_a_server_answers_inside_the_block_and_is_gone_after_it(server: str) -> None:
    with getattr(servers, server)() as url:
        port = urlsplit(url).port
        assert port is not None
        answered = is_listening(port)

    assert (answered, is_listening(port)) == (True, False)


def test_nothing_is_left_of_the_folder() -> None:
    with servers.folder_of_its_own("postgresql") as folder:
        (folder / "data").mkdir()

    assert not Path(folder).exists()
