"""Coding of free text, inside a case."""

from django.urls import path

from surveys.coding import views, views_differences, views_texts, views_work

urlpatterns = [
    path("", views.frame_list, name="coding-list"),
    path("<uuid:frame_id>/", views.frame_show, name="coding-frame"),
    path("<uuid:frame_id>/work/", views_work.work, name="coding-work"),
    path("<uuid:frame_id>/texts/", views_texts.texts, name="coding-texts"),
    path("<uuid:frame_id>/differences/", views_differences.differences, name="coding-differences"),
    path("<uuid:frame_id>/take/", views_texts.workbook_out, name="coding-take"),
    path("<uuid:frame_id>/put/", views_texts.workbook_in, name="coding-put"),
]
