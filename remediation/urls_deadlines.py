"""What belongs to a person, not to a case: leave, mails, calendar addresses."""

from django.urls import path

from remediation.deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("mine/", views.mine, name="mine"),
    path("leave/<int:absence_id>/end/", views.leave_end, name="leave-end"),
    path("feeds/new/", views.feed_open, name="feed-open"),
    path("feeds/<uuid:feed_id>/revoke/", views.feed_revoke, name="feed-revoke"),
    path("calendar/<str:token>.ics", views.feed_read, name="feed"),
]
