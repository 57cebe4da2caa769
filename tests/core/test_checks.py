"""An unguarded URL stops the start."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from pytest_django.fixtures import Settings

from core.checks import loopback_stays_on_loopback, sqlite_is_durable, urls_are_guarded


def naked(request: HttpRequest) -> HttpResponse:
    """A view that forgot its guard."""
    return HttpResponse(request.path)


urlpatterns: list[URLPattern] = [path("naked/", naked)]


def test_every_url_of_the_product_is_guarded() -> None:
    assert urls_are_guarded(None) == []


def test_a_view_without_a_guard_is_named(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__

    assert [error.id for error in urls_are_guarded(None)] == ["core.E001"]


def test_sqlite_with_less_than_full_durability_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    database = django_settings.DATABASES["default"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(database, "OPTIONS", {"init_command": "PRAGMA synchronous=NORMAL;"})

    assert [error.id for error in sqlite_is_durable(None)] == ["core.E002"]


def test_plain_cookies_stay_on_this_machine(settings: Settings) -> None:
    settings.INSECURE_LOOPBACK, settings.BASE_URL = True, "http://shirabe.example.jp"

    assert [error.id for error in loopback_stays_on_loopback(None)] == ["core.E003"]
