"""WSGI entry for granian (`granian --interface wsgi config.wsgi:application`) or gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
gc.freeze()  # what was loaded stays: looking through it for rubbish holds a request up for a tenth of a second
