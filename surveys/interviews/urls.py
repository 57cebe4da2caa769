"""Interviews, changes of answers and questions about them, inside a case."""

from django.urls import path

from surveys.amendments import views as amending
from surveys.clarifying import views as clarifying
from surveys.interviews import views, views_rules

urlpatterns = [
    path("interviews/", views.interview_list, name="interview-list"),
    path("interviews/panel/", views.follow_ups, name="follow-ups"),
    path("interviews/propose/", views.interview_propose, name="interview-propose"),
    path("interviews/rules/", views_rules.rule_list, name="interview-rules"),
    path("interviews/rules/new/", views_rules.rule_new, name="interview-rule-new"),
    path("interviews/rules/<uuid:rule_id>/", views_rules.rule_show, name="interview-rule-show"),
    path("interviews/rules/<uuid:rule_id>/apply/", views_rules.rule_apply, name="interview-rule-apply"),
    path("interviews/<uuid:interview_id>/", views.interview_show, name="interview-show"),
    path("interviews/<uuid:interview_id>/do/<slug:step>/", views.interview_step, name="interview-step"),
    path("interviews/<uuid:interview_id>/print/<slug:what>/", views.interview_print, name="interview-print"),
    path("interviews/<uuid:interview_id>/files/<uuid:file_id>/", views.interview_file, name="interview-file"),
    path("interviews/changes/", amending.amendment_list, name="amendment-list"),
    path("interviews/changes/new/<slug:kind>/<uuid:source_id>/", amending.amendment_new, name="amendment-new"),
    path("interviews/changes/<uuid:amendment_id>/", amending.amendment_show, name="amendment-show"),
    path("interviews/changes/<uuid:amendment_id>/decide/", amending.amendment_decide, name="amendment-decide"),
    path("interviews/changes/<uuid:amendment_id>/print/", amending.amendment_print, name="amendment-print"),
    path("interviews/questions/", clarifying.query_list, name="query-list"),
    path("interviews/questions/new/<uuid:person_id>/", clarifying.query_new, name="query-new"),
    path("interviews/questions/<uuid:query_id>/", clarifying.query_show, name="query-show"),
    path("interviews/questions/<uuid:query_id>/do/<slug:step>/", clarifying.query_step, name="query-step"),
]
