"""Cases: list, overview, incidents, members, trail."""

from django.urls import path

from casework import views
from casework.exclusions import views as exclusions
from casework.holds import views as holds
from casework.populations import views as populations
from casework.trail import views as trail

app_name = "casework"
urlpatterns = [
    path("", views.home, name="home"),
    path("cases/new/", views.case_open, name="case-open"),
    path("cases/<uuid:case_id>/", views.case_show, name="case-show"),
    path("cases/<uuid:case_id>/incidents/", views.incident_list, name="incident-list"),
    path("cases/<uuid:case_id>/incidents/new/", views.incident_new, name="incident-new"),
    path("cases/<uuid:case_id>/incidents/<uuid:incident_id>/", views.incident_edit, name="incident-edit"),
    path("cases/<uuid:case_id>/systems/new/", views.system_new, name="system-new"),
    path("cases/<uuid:case_id>/populations/new/", populations.population_new, name="population-new"),
    path("cases/<uuid:case_id>/populations/stays/", populations.stays_import, name="stays-import"),
    path("cases/<uuid:case_id>/populations/<uuid:population_id>/", populations.population_show, name="population-show"),
    path("cases/<uuid:case_id>/members/", views.member_list, name="member-list"),
    path("cases/<uuid:case_id>/members/excluded/", exclusions.exclusion_list, name="exclusion-list"),
    path("cases/<uuid:case_id>/holds/", holds.hold_list, name="hold-list"),
    path("cases/<uuid:case_id>/trail/", trail.trail_page, name="trail"),
    path("cases/<uuid:case_id>/trail.csv", trail.trail_csv, name="trail-csv"),
]
