"""All URLs; every view behind them says who may use it (check core.E001)."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from accounts import views as accounts_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("surveys.urls_respondent")),  # first: thousands come at once
    path("accounts/", include("accounts.urls")),
    path("language/", accounts_views.choose_language, name="choose-language"),
    path("jobs/", include("core.urls")),
    path("", include("casework.urls")),
]

CASE_ROOMS = [
    ("cases/<uuid:case_id>/people/", "casework.people.urls"),
    ("cases/<uuid:case_id>/surveys/", "surveys.urls"),
    ("cases/<uuid:case_id>/evidence/", "evidence.urls"),
    ("cases/<uuid:case_id>/reconciliation/", "evidence.urls_reconciliation"),
    ("cases/<uuid:case_id>/measures/", "remediation.urls"),
    ("cases/<uuid:case_id>/reports/", "reports.urls"),
    ("deadlines/", "remediation.urls_deadlines"),
    ("executive/", "reports.urls_executive"),
]
for prefix, module in CASE_ROOMS:
    try:
        found = find_spec(module)
    except ModuleNotFoundError:
        continue
    if found:
        urlpatterns.append(path(prefix, include(module)))
