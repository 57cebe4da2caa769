"""Pseudonyms of a wave, inside a case."""

from django.urls import path

from surveys.nameless import views

urlpatterns = [path("waves/<uuid:wave_id>/pseudonyms/", views.pseudonym_list, name="pseudonym-list")]
