"""The comparison of log and answers."""

from django.urls import include, path

from evidence import views
from evidence.asking import views as asking
from evidence.changes.views import changes

app_name = "reconciliation"
urlpatterns = [
    path("", views.matrix, name="matrix"),
    path("links/", include("evidence.links.urls")),
    path("changes/", changes, name="changes"),
    path("population/", asking.population_new, name="population-new"),
    path("compare/", views.compare, name="compare"),
    path("compare/upkeep/", views.upkeep, name="upkeep"),
    path("incidents/<uuid:incident_id>/answers/", views.viewing_map, name="viewing-map"),
    path("queue/<str:incident_no>/<slug:kind>/", views.queue, name="queue"),
    path("people/<uuid:person_id>/", views.dossier, name="dossier"),
    path("people/<uuid:person_id>/notes/new/", views.note_new, name="note-new"),
    path("notes/", include("evidence.notes.urls")),
]
