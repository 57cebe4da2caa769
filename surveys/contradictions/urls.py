"""Rules about answers that together need a follow-up."""

from django.urls import path

from surveys.contradictions import views

RULES = "questionnaires/<uuid:questionnaire_id>/contradictions/"
urlpatterns = [
    path(RULES, views.rule_list, name="contradiction-list"),
    path(f"{RULES}new/", views.rule_new, name="contradiction-new"),
    path(f"{RULES}proposed/", views.proposals_use, name="contradiction-proposed"),
    path(f"{RULES}<uuid:rule_id>/lift/", views.rule_lift, name="contradiction-lift"),
]
