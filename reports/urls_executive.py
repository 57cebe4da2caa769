"""The executive's page across cases."""

from django.urls import path

from reports.executive import views

app_name = "executive"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("download/<str:kind>/", views.download, name="download"),
    path("noted/", views.acknowledge, name="acknowledge"),
    path("noted/<uuid:measure_id>/", views.acknowledge_wording, name="acknowledge-wording"),
]
