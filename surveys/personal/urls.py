"""The personal page. Nothing in an address names the person or the case."""

from django.urls import path

from surveys.personal import views

urlpatterns = [
    path("p/", views.typed, name="personal-typed"),
    path("p/<str:token>", views.landing, name="personal-landing"),
    path("personal/", views.home, name="personal"),
    path("personal/record/<uuid:interview_id>/", views.record, name="personal-record"),
    path("personal/change/<uuid:amendment_id>/", views.amendment, name="personal-amendment"),
    path("personal/question/<uuid:query_id>/", views.query, name="personal-query"),
    path("personal/finish/", views.finish, name="personal-finish"),
]
