"""Job pages."""

from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("<uuid:job_id>/", views.job_show, name="job-show"),
    path("<uuid:job_id>/cancel/", views.job_cancel, name="job-cancel"),
]
