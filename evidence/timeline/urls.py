"""The timeline, under evidence."""

from django.urls import path

from evidence.timeline import views

urlpatterns = [
    path("timeline/", views.timeline, name="timeline"),
    path("timeline/save/", views.search_save, name="search-save"),
    path("timeline/pins/new/", views.row_pin, name="row-pin"),
    path("timeline/pins/<uuid:pin_id>/remove/", views.row_unpin, name="row-unpin"),
    path("searches/<uuid:search_id>/", views.search_show, name="search-show"),
    path("searches/<uuid:search_id>/lay-aside/", views.search_lay_aside, name="search-lay-aside"),
]
