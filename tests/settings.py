"""The project's settings, pointed at a folder of their own that is thrown away afterwards.

Every worker of pytest-xdist imports this in its own process and so has its own folder; children started by a test
inherit it through VAR_DIR.
"""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="shirabe-test-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["VAR_DIR"] = FOLDER
os.environ["INSECURE_LOOPBACK"] = "1"

from config.settings import *  # noqa: E402, F403 -- after VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow hash is tested where it matters
