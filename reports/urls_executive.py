"""The executive's page across cases."""

from django.urls import path

from reports import executive

app_name = "executive"
urlpatterns = [path("", executive.overview, name="overview")]
