"""Addresses of the results, inside those of surveys."""

from django.urls import path

from surveys.results import views

urlpatterns = [
    path("waves/<uuid:wave_id>/response/", views.response_show, name="response-show"),
]
