"""Scopes, explanations, identity, figures: what the facts are made of."""

from django.urls import path

from evidence.explanations import views as explanations
from evidence.identity import views as identity
from evidence.scopes import views as scopes
from evidence.views import custody, figures

urlpatterns = [
    path("reveal/", custody.value_reveal, name="value-reveal"),
    path("figures/", figures.figures, name="figures"),
    path("scopes/", scopes.scope_list, name="scope-list"),
    path("scopes/<uuid:incident_id>/", scopes.scope_show, name="scope-show"),
    path("scopes/<uuid:incident_id>/effect/<uuid:job_id>/", scopes.scope_show, name="scope-effect"),
    path("scopes/<uuid:incident_id>/follow/", scopes.scope_follow, name="scope-follow"),
    path("explanations/", explanations.explanation_list, name="explanation-list"),
    path("explanations/new/", explanations.explanation_new, name="explanation-new"),
    path("explanations/emergencies/new/", explanations.window_new, name="window-new"),
    path("explanations/<uuid:rule_id>/", explanations.explanation_show, name="explanation-show"),
    path("explanations/<uuid:rule_id>/effect/", explanations.explanation_preview, name="explanation-effect"),
    path("explanations/<uuid:rule_id>/decide/", explanations.explanation_decide, name="explanation-decide"),
    path("ids/", identity.identity_overview, name="identity-overview"),
    path("ids/doubts/", identity.doubt_list, name="doubt-list"),
    path("ids/doubts/<uuid:doubt_id>/", identity.doubt_judge, name="doubt-judge"),
    path("ids/<slug:kind>/", identity.identity_rows, name="identity-rows"),
]
