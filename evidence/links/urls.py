"""Answers beside the log, under the comparison."""

from django.urls import path

from evidence.links import views

urlpatterns = [
    path("", views.link_counts, name="link-counts"),
    path("<str:incident_no>/", views.link_list, name="link-list"),
]
