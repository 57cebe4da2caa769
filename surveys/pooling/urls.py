"""Options that are counted together."""

from django.urls import path

from surveys.pooling import views

urlpatterns = [
    path("meanings/", views.pool_list, name="pool-list"),
    path("meanings/new/", views.pool_edit, name="pool-new"),
    path("meanings/of/<slug:code>/", views.pool_edit, name="pool-edit"),
    path("meanings/versions/<uuid:version_id>/", views.pooling_show, name="pooling-show"),
]
