"""Where a request comes from, for counting tries and for the record: never what a stranger writes into a header."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of the nearest machine that is not one of our own proxies.

    Each proxy appends the address it was asked from to `X-Forwarded-For`, so the last TRUSTED_PROXIES entries are
    written by machines of ours and the entry that the outermost of them wrote is the visitor. Whatever stands further
    to the left was sent along by the visitor and is believed in no case; without proxies the header counts for nothing.
    """
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUSTED_PROXIES < 1:
        return nearest
    told = request.headers.get("X-Forwarded-For", "").split(",")
    if len(told) < settings.TRUSTED_PROXIES:
        return nearest
    try:
        return str(ip_address(told[-settings.TRUSTED_PROXIES].strip()))
    except ValueError:
        return nearest
