"""Staff pages inside a case."""

from django.urls import include, path

from surveys import views, views_others, views_reaching
from surveys.ending import views as ending_views
from surveys.late import views as late_views
from surveys.reviewing import views as reviewing_views
from surveys.signing_in import views as sign_in_views

app_name = "surveys"
urlpatterns = [
    path("", include("surveys.interviews.urls")),
    path("", include("surveys.results.urls")),
    path("", include("surveys.contradictions.urls")),
    path("", include("surveys.editor.urls")),
    path("", include("surveys.pooling.urls")),
    path("", views.wave_list, name="wave-list"),
    path("panel/", views.panel, name="panel"),
    path("coding/", include("surveys.coding.urls")),
    path("", include("surveys.sealed.urls")),
    path("", include("surveys.nameless.urls")),
    path("questionnaires/new/", views.questionnaire_import, name="questionnaire-import"),
    path("questionnaires/<uuid:version_id>/", views.questionnaire_show, name="questionnaire-show"),
    path("questionnaires/<uuid:version_id>/reviews/", reviewing_views.review_list, name="review-list"),
    path("waves/new/", views.wave_new, name="wave-new"),
    path("waves/<uuid:wave_id>/", views.wave_show, name="wave-show"),
    path("waves/<uuid:wave_id>/edit/", views.wave_edit, name="wave-edit"),
    path("waves/<uuid:wave_id>/open/", views.wave_open, name="wave-open"),
    path("waves/<uuid:wave_id>/close/", ending_views.wave_close, name="wave-close"),
    path("waves/<uuid:wave_id>/reopen/", ending_views.wave_reopen, name="wave-reopen"),
    path("waves/<uuid:wave_id>/extend/", views.wave_extend, name="wave-extend"),
    path("waiting/", views_reaching.waiting, name="waiting"),
    path("waves/<uuid:wave_id>/remind/", views_reaching.remind_now, name="remind-now"),
    path("waves/<uuid:wave_id>/mails/", views_reaching.mail_plan, name="mail-plan"),
    path("waves/<uuid:wave_id>/paper/", views_reaching.paper, name="paper"),
    path("waves/<uuid:wave_id>/delegates/", views_others.delegate_list, name="delegate-list"),
    path("waves/<uuid:wave_id>/others/", views_others.others, name="others"),
    path("waves/<uuid:wave_id>/others/<uuid:declaration_id>/", views_others.declaration_show, name="declaration-show"),
    path("waves/<uuid:wave_id>/people/<uuid:invitation_id>/", views_reaching.invitation_show, name="invitation-show"),
    path("waves/<uuid:wave_id>/people/<uuid:invitation_id>/late/", late_views.late, name="invitation-late"),
    path("waves/<uuid:wave_id>/sign-ins/", sign_in_views.refusals, name="sign-ins"),
    path("waves/<uuid:wave_id>/mail/", views.wave_mail, name="wave-mail"),
    path("waves/<uuid:wave_id>/links/", views.wave_links, name="wave-links"),
    path("waves/<uuid:wave_id>/people/", views.invitation_list, name="invitation-list"),
    path("waves/<uuid:wave_id>/people/<uuid:invitation_id>/renew/", views.link_renew, name="link-renew"),
    path("waves/<uuid:wave_id>/responses/new/", views.responses_new, name="responses-new"),
    path("responses/<uuid:import_id>/", views.responses_show, name="responses-show"),
]
