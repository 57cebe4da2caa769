"""Deadlines inside a case; names are those of the room."""

from django.urls import path

from remediation.deadlines import views

urlpatterns = [
    path("deadlines/", views.settings_edit, name="deadline-settings"),
    path("deadlines/closed/<int:day_id>/open/", views.day_open, name="closed-day-open"),
    path("<uuid:measure_id>/deadlines/", views.measure_panel, name="deadline-panel"),
    path("occurrences/<uuid:occurrence_id>/<slug:deed>/", views.occurrence_do, name="occurrence-do"),
]
