"""Coding of free text, inside a case."""

from django.urls import path

from surveys.coding import views

urlpatterns = [
    path("", views.frame_list, name="coding-list"),
    path("<uuid:frame_id>/", views.frame_show, name="coding-frame"),
    path("<uuid:frame_id>/work/", views.work, name="coding-work"),
    path("<uuid:frame_id>/texts/", views.texts, name="coding-texts"),
    path("<uuid:frame_id>/differences/", views.differences, name="coding-differences"),
    path("<uuid:frame_id>/take/", views.workbook_out, name="coding-take"),
    path("<uuid:frame_id>/put/", views.workbook_in, name="coding-put"),
]
