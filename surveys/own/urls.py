"""Inside the respondent's room."""

from django.urls import path

from surveys.own import views

urlpatterns = [
    path("answer/copy/pdf/", views.copy_pdf, name="copy-pdf"),
    path("answer/wording/", views.choose_wording, name="wording"),
]
