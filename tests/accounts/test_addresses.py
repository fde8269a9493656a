"""Where a request comes from, behind as many proxies as the settings say and no more."""

import pytest
from django.test import RequestFactory, override_settings

from accounts.addresses import address_of


@pytest.mark.parametrize(
    ("proxies", "told", "expected"),
    [
        (0, None, "192.0.2.1"),
        (0, "203.0.113.7", "192.0.2.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "no address at all", "192.0.2.1"),
        (1, "203.0.113.7, " + "9" * 5000, "192.0.2.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_a_visitor_cannot_choose_an_address(proxies: int, told: str | None, expected: str) -> None:
    headers = {} if told is None else {"X-Forwarded-For": told}
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get("/", headers=headers)
    with override_settings(TRUSTED_PROXIES=proxies):
        assert address_of(request) == expected
