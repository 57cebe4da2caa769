"""Causes and measures of one case."""

from django.urls import path

from remediation import views

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
    path("<uuid:measure_id>/", views.measure_show, name="measure-show"),
    path("<uuid:measure_id>/edit/", views.measure_edit, name="measure-edit"),
    path("<uuid:measure_id>/move/<slug:move>/", views.measure_move, name="measure-move"),
]
