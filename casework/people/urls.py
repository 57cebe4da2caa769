"""The people of a case."""

from django.urls import path

from casework.people import views

app_name = "people"
urlpatterns = [
    path("", views.person_list, name="person-list"),
    path("import/", views.import_start, name="import-start"),
    path("import/<uuid:file_id>/", views.import_show, name="import-show"),
    path("import/<uuid:file_id>/discard/", views.import_discard, name="import-discard"),
    path("<uuid:person_id>/", views.person_show, name="person-show"),
]
