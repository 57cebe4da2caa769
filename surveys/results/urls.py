"""Addresses of the results, inside those of surveys."""

from django.urls import path

from surveys.periods import views as periods
from surveys.results import views
from surveys.results.taking import views as taking

urlpatterns = [
    path("waves/<uuid:wave_id>/response/", views.response_show, name="response-show"),
    path("waves/<uuid:wave_id>/answers/", taking.answers_take, name="answers-take"),
    path("waves/<uuid:wave_id>/codebook/", taking.codebook, name="codebook"),
    path("waves/<uuid:wave_id>/periods/", periods.asked_systems, name="asked-systems"),
]
