"""The respondent's room. No case number, no name and no token stands in an address after «Start»."""

from django.urls import include, path

from surveys import views_delegate
from surveys import views_respondent as views
from surveys.nameless import views as nameless_views
from surveys.signing_in import views as sign_in_views

app_name = "respondent"
urlpatterns = [
    path("i/", views.typed_code, name="typed-code"),
    path("i/<str:token>", views.landing, name="landing"),
    path("answer/", views.identity, name="identity"),
    path("answer/without-name/", nameless_views.taking_part, name="nameless"),
    path("answer/continue/", views.go_on, name="continue"),
    path("answer/section/<slug:section>/", views.section_page, name="section"),
    path("answer/section/<slug:section>/save/", views.autosave, name="autosave"),
    path("answer/review/", views.review_page, name="review"),
    path("answer/receipt/", views.receipt, name="receipt"),
    path("", include("surveys.own.urls")),
    path("", include("surveys.personal.urls")),
    path("answer/copy/", views.copy, name="copy"),
    path("answer/sign-in/", sign_in_views.go, name="sign-in"),
    path("answer/sign-in/back/", sign_in_views.back, name="sign-in-back"),
    path("s/<uuid:wave_id>/", sign_in_views.common, name="common"),
    path("answer/code/", views.send_code, name="code"),
    path("answer/object/", views.object_page, name="object"),
    path("answer/correct/", views.correct, name="correct"),
    path("answer/finish/", views.finish, name="finish"),
    path("answer/lock/", views.lock, name="lock"),
    path("answer/finished/", views.finished, name="finished"),
    path("d/<str:token>", views_delegate.landing, name="delegate-landing"),
    path("delegate/", views_delegate.people, name="delegate"),
    path("delegate/mine/", views_delegate.mine, name="delegate-mine"),
    path("delegate/people/<uuid:invitation_id>/", views_delegate.correct, name="delegate-correct"),
    path("delegate/letters/", views_delegate.letters, name="delegate-letters"),
    path("delegate/finish/", views_delegate.finish, name="delegate-finish"),
]
