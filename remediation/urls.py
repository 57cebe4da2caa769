"""Causes and measures of one case."""

from django.urls import include, path

from remediation import views
from remediation.counts import views as counts
from remediation.perspectives import views as perspectives
from remediation.perspectives import views_lists as lists
from remediation.planning import views as planning
from remediation.proof import views as proof

app_name = "remediation"
urlpatterns = [
    path("", views.measure_list, name="measure-list"),
    path("panel/", views.overview_panel, name="overview-panel"),
    path("timing/", views.timing_read, name="timing-read"),
    path("new/", views.measure_new, name="measure-new"),
    path("import/", views.plan_import, name="plan-import"),
    path("causes/", views.cause_list, name="cause-list"),
    path("causes/new/", views.cause_new, name="cause-new"),
    path("causes/<uuid:cause_id>/", views.cause_edit, name="cause-edit"),
    path("board/", perspectives.board, name="plan-board"),
    path("calendar/", perspectives.calendar, name="plan-calendar"),
    path("gantt/", perspectives.gantt, name="plan-gantt"),
    path("burn-up/", perspectives.burn_up, name="plan-burn-up"),
    path("groups/", perspectives.grouped, name="plan-groups"),
    path("views/", lists.view_list, name="view-list"),
    path("views/<uuid:view_id>/drop/", lists.view_drop, name="view-drop"),
    path("change/", lists.measures_change, name="measures-change"),
    path("workbook/", lists.workbook_get, name="workbook-get"),
    path("workbook/back/", lists.workbook_put, name="workbook-put"),
    path("", include("remediation.deadlines.urls")),
    path("<uuid:measure_id>/", views.measure_show, name="measure-show"),
    path("<uuid:measure_id>/edit/", views.measure_edit, name="measure-edit"),
    path("<uuid:measure_id>/move/<slug:move>/", views.measure_move, name="measure-move"),
    path("causes/<uuid:cause_id>/show/", planning.cause_show, name="cause-show"),
    path("causes/<uuid:cause_id>/cite/", planning.cause_cite, name="cause-cite"),
    path("groups/link/", planning.group_link, name="group-link"),
    path("groups/unlink/", planning.group_unlink, name="group-unlink"),
    path("plan/", planning.plan_settle, name="plan-settle"),
    path("tables/", planning.plan_tables, name="plan-tables"),
    path("editions/", planning.edition_list, name="edition-list"),
    path("editions/keep/", planning.edition_freeze, name="edition-freeze"),
    path("editions/<int:ordinal>/", planning.edition_show, name="edition-show"),
    path("citations/<uuid:citation_id>/drop/", planning.citation_drop, name="citation-drop"),
    path("<uuid:measure_id>/cite/", planning.measure_cite, name="measure-cite"),
    path("<uuid:measure_id>/successor/", planning.successor_new, name="successor-new"),
    path("<uuid:measure_id>/parts/new/", planning.part_new, name="part-new"),
    path("<uuid:measure_id>/parts/<int:no>/", planning.part_edit, name="part-edit"),
    path("<uuid:measure_id>/relate/", planning.measure_relate, name="measure-relate"),
    path("<uuid:measure_id>/unrelate/<int:relation_id>/", planning.measure_unrelate, name="measure-unrelate"),
    path("<uuid:measure_id>/counts/", counts.counts_panel, name="counts-panel"),
    path("<uuid:measure_id>/counts/new/", counts.count_new, name="count-new"),
    path("monitor/", proof.monitor, name="plan-monitor"),
    path("<uuid:measure_id>/proofs/new/", proof.proof_new, name="proof-new"),
    path("<uuid:measure_id>/proofs/<uuid:proof_id>/", proof.proof_get, name="proof-get"),
    path("<uuid:measure_id>/notes/new/", proof.note_new, name="note-new"),
    path("<uuid:measure_id>/remarks/new/", proof.remark_new, name="remark-new"),
    path("<uuid:measure_id>/decide/<slug:kind>/", proof.decide_measure, name="measure-decide"),
]
