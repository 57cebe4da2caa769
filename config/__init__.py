"""Settings, URLs, Celery, WSGI and the commands that span rooms."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
