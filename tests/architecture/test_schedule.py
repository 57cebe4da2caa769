"""What runs by the clock runs when people expect it; the clock is Japan's."""

from django.conf import settings

from config.celery import app


def test_mails_go_out_in_the_morning_and_deletions_are_done_at_night():
    entries = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert str(app.timezone) == "Asia/Tokyo"
    assert entries["surveys.remind_due_queries"].hour == {9}
    for task in ("surveys.delete_unsubmitted", "casework.delete_abandoned_imports", "evidence.check_files"):
        assert entries[task].hour <= {2, 3}
