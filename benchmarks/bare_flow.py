"""The yardstick: the same questionnaire in bare Django. One table, one JSON row a person, one template, nothing else.

No identity, no versions, no trail, no routing on the server; but saved page by page, with the same security middleware
and the same durable SQLite. `granian … benchmarks.bare_flow:application`.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path

DATABASE = dj_database_url.parse(os.environ.get("BARE_DATABASE_URL", "sqlite:///bare.sqlite3"))
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
    }
DATABASE["CONN_MAX_AGE"] = 60
settings.configure(
    SECRET_KEY="benchmark",  # noqa: S106 -- of no installation
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": DATABASE},
    INSTALLED_APPS=[],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.locmem.Loader"])]
            },
        }
    ],
    USE_I18N=False,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.db import connection, models  # noqa: E402 -- after the set-up


class Row(models.Model):
    """One person."""

    token = models.CharField(max_length=40, unique=True)
    answers = models.JSONField(default=dict)
    done = models.BooleanField(default=False)

    class Meta:
        app_label = "bare"


PAGE = """<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1><form method="post">{% csrf_token %}{% for q in questions %}<fieldset id="{{ q.name }}">
<legend>{{ q.label }}{% if q.required %} *{% endif %}</legend>{% if q.hint %}<p>{{ q.hint }}</p>{% endif %}
{% if q.choices %}{% for c in q.choices %}<label><input type="{{ q.kind }}" name="{{ q.name }}" value="{{ c.name }}"
{% if c.name in q.chosen %}checked{% endif %}>{{ c.label }}</label>{% endfor %}{% else %}<textarea name="{{ q.name }}">
{{ q.value }}</textarea>{% endif %}</fieldset>{% endfor %}<button name="go" value="next">次へ</button></form></body></html>"""


def sections() -> list[dict[str, Any]]:
    """The questionnaire, written beside the database by the benchmark."""
    return list(json.loads(Path(os.environ["BARE_QUESTIONS"]).read_text(encoding="utf-8")))


SECTIONS = sections() if "BARE_QUESTIONS" in os.environ else []
TEMPLATE = engines["django"].from_string(PAGE)


def landing(request: HttpRequest, token: str) -> HttpResponse:
    """POST makes the row."""
    if request.method == "POST":
        Row.objects.get_or_create(token=token)
        response = redirect("/page/0/")
        response.set_cookie("row", token, httponly=True)
        return response
    return HttpResponse(TEMPLATE.render({"title": "アンケート", "questions": []}, request))


def page(request: HttpRequest, number: int) -> HttpResponse:
    """Save, then the next page; the last one is the review, and sends."""
    row = Row.objects.get(token=request.COOKIES["row"])
    if request.method == "POST":
        if number == len(SECTIONS):
            row.done = True
            row.save()
            return redirect("/receipt/")
        for question in SECTIONS[number]["questions"]:
            row.answers[question["name"]] = request.POST.getlist(question["name"])
        row.save()
        return redirect(f"/page/{number + 1}/")
    shown = SECTIONS[number]["questions"] if number < len(SECTIONS) else []
    questions = [
        {**q, "chosen": row.answers.get(q["name"], []), "value": "".join(row.answers.get(q["name"], []))} for q in shown
    ]
    return HttpResponse(TEMPLATE.render({"title": "アンケート", "questions": questions}, request))


def receipt(request: HttpRequest) -> HttpResponse:
    """A number."""
    row = Row.objects.get(token=request.COOKIES["row"], done=True)
    return HttpResponse(f"<!doctype html><title>受付</title><p>{row.pk:08d}</p>")


urlpatterns = [path("i/<str:token>", landing), path("page/<int:number>/", page), path("receipt/", receipt)]
application = get_wsgi_application()


def make_table() -> None:
    """Once, by the benchmark."""
    with connection.schema_editor() as editor:
        editor.create_model(Row)


def new_token() -> str:
    """As long as ours."""
    return secrets.token_urlsafe(20)
