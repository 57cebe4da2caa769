"""Unknown links are counted, and too many get a shorter answer. A link that works always works.

Whoever guesses meets 160 bits; the throttle only keeps the guessing cheap for us. The counts stand in the database, so
that several processes cannot be played off against each other, and a company behind one address is never locked out.
"""

from __future__ import annotations

from django.db.models import F, Q, Sum
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core import clock
from surveys.models import LinkMiss

PER_ADDRESS, OVERALL = 10, 300  # unknown links a minute
KEPT = 60  # minutes


def is_one_too_many(request: HttpRequest) -> bool:
    """Count an unknown link; True when this address, or everybody together, has had enough of them in this minute."""
    minute = int(clock.now().timestamp()) // 60
    address = salted_hmac("surveys.throttle", request.META.get("REMOTE_ADDR", "")).hexdigest()[:32]
    found = LinkMiss.objects.filter(minute=minute).aggregate(
        mine=Sum("n", filter=Q(address=address), default=0), everybody=Sum("n", default=0)
    )
    if found["mine"] >= PER_ADDRESS or found["everybody"] >= OVERALL:
        return True
    row, made = LinkMiss.objects.get_or_create(minute=minute, address=address)
    LinkMiss.objects.filter(pk=row.pk).update(n=F("n") + 1)
    if made:
        LinkMiss.objects.filter(minute__lt=minute - KEPT).delete()
    return False
