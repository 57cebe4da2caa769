"""Sources and files of a case."""

from django.urls import path

from evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.source_list, name="source-list"),
    path("panel/", views.panel, name="panel"),
    path("sources/new/", views.source_new, name="source-new"),
    path("files/new/", views.file_new, name="file-new"),
    path("files/<uuid:file_id>/", views.file_show, name="file-show"),
    path("files/<uuid:file_id>/import/", views.file_import, name="file-import"),
    path("files/<uuid:file_id>/rejects/", views.file_rejects, name="file-rejects"),
]
