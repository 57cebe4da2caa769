"""The sealed channel, inside a case."""

from django.urls import path

from surveys.sealed import views

urlpatterns = [
    path("designations/", views.designation_list, name="designation-list"),
    path("pass-on/", views.move, name="sealed-move"),
    path("sealed/", views.report_list, name="sealed-list"),
    path("sealed/<uuid:report_id>/", views.report_show, name="sealed-show"),
]
