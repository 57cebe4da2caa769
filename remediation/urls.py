"""Causes and measures of one case."""

from django.urls import path

from remediation import views
from remediation.perspectives import views as perspectives
from remediation.perspectives import views_lists as lists

app_name = "remediation"
urlpatterns = [
    path("", views.measure_list, name="measure-list"),
    path("panel/", views.overview_panel, name="overview-panel"),
    path("timing/", views.timing_read, name="timing-read"),
    path("new/", views.measure_new, name="measure-new"),
    path("import/", views.plan_import, name="plan-import"),
    path("causes/", views.cause_list, name="cause-list"),
    path("causes/new/", views.cause_new, name="cause-new"),
    path("causes/<uuid:cause_id>/", views.cause_edit, name="cause-edit"),
    path("board/", perspectives.board, name="plan-board"),
    path("calendar/", perspectives.calendar, name="plan-calendar"),
    path("gantt/", perspectives.gantt, name="plan-gantt"),
    path("burn-up/", perspectives.burn_up, name="plan-burn-up"),
    path("groups/", perspectives.grouped, name="plan-groups"),
    path("views/", lists.view_list, name="view-list"),
    path("views/<uuid:view_id>/drop/", lists.view_drop, name="view-drop"),
    path("change/", lists.measures_change, name="measures-change"),
    path("workbook/", lists.workbook_get, name="workbook-get"),
    path("workbook/back/", lists.workbook_put, name="workbook-put"),
    path("<uuid:measure_id>/", views.measure_show, name="measure-show"),
    path("<uuid:measure_id>/edit/", views.measure_edit, name="measure-edit"),
    path("<uuid:measure_id>/move/<slug:move>/", views.measure_move, name="measure-move"),
]
