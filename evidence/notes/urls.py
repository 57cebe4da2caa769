"""Notes, under the comparison."""

from django.urls import path

from evidence.notes import views, views_change

urlpatterns = [
    path("", views.note_list, name="note-list"),
    path("<uuid:note_id>/", views.note_show, name="note-show"),
    path("<uuid:note_id>/move/", views.note_move, name="note-move"),
    path("<uuid:note_id>/interview/", views.note_interview, name="note-interview"),
    path("<uuid:note_id>/change/", views_change.note_change, name="note-change"),
    path("<uuid:note_id>/owner/", views.note_assign, name="note-assign"),
]
