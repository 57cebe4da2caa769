"""Notes, under the comparison."""

from django.urls import path

from evidence.notes import views

urlpatterns = [
    path("", views.note_list, name="note-list"),
    path("<uuid:note_id>/", views.note_show, name="note-show"),
    path("<uuid:note_id>/move/", views.note_move, name="note-move"),
    path("<uuid:note_id>/interview/", views.note_interview, name="note-interview"),
    path("<uuid:note_id>/owner/", views.note_assign, name="note-assign"),
]
