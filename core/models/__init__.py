"""Jobs, stored files and outgoing mail; none of them has a key to a room above."""

from core.models.job import Job, JobState
from core.models.outbox_mail import MailState, OutboxMail
from core.models.stored_file import StoredFile

__all__ = ["Job", "JobState", "MailState", "OutboxMail", "StoredFile"]
