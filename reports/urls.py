"""Tables and editions of a case."""

from django.urls import path

from reports import views
from reports.comparison import views as comparison
from reports.crossing import views as crossing

app_name = "reports"
urlpatterns = [
    path("", views.edition_list, name="edition-list"),
    path("tables/", views.tables, name="tables"),
    path("tables/set/", views.tables_set, name="tables-set"),
    path("tables/comparison/", comparison.ready_made, name="tables-comparison"),
    path("effect/<uuid:note_id>/", comparison.note_effect, name="note-effect"),
    path("crossing/", crossing.crossing_show, name="crossing"),
    path("crossing/modules/", crossing.modules_show, name="modules"),
    path("crossing/keep/", crossing.crossing_keep, name="crossing-keep"),
    path("checks/", views.checks_panel, name="checks-panel"),
    path("editions/new/", views.edition_new, name="edition-new"),
    path("editions/<uuid:edition_id>/", views.edition_show, name="edition-show"),
    path("editions/<uuid:edition_id>/cover/", views.edition_edit, name="edition-edit"),
    path("editions/<uuid:edition_id>/sections/<int:place>/", views.section_edit, name="section-edit"),
    path("editions/<uuid:edition_id>/sections/<int:place>/move/", views.section_move, name="section-move"),
    path("editions/<uuid:edition_id>/freeze/", views.edition_freeze, name="edition-freeze"),
    path("editions/<uuid:edition_id>/render/<str:kind>/", views.edition_render, name="edition-render"),
    path("editions/<uuid:edition_id>/download/<str:kind>/", views.download, name="download"),
]
