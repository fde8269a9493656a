"""Codes, keys and secrets of the live workshop: how they are made, read as people type them, and kept as hashes.

Codes are letters and figures that cannot be taken for one another: no O and 0, no I, L and 1, no S and 5, no B and 8,
no Z and 2, no U and V. Keys of seats are figures only, which every keyboard and every language has.
"""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

ALPHABET = "ACDEFGHJKMNPQRTVWXY34679"
CODE_LENGTH = 6
SCREEN_KEY_LENGTH = 12
SEAT_KEY_LENGTH = 6
SECRET_BYTES = 24
SALT = "surveys.live"


def new_code() -> str:
    """Six characters to join with: 191 million of them."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def new_screen_key() -> str:
    """Twelve characters that show the big screen; nobody guesses them, and a hand can type them."""
    return "".join(secrets.choice(ALPHABET) for _place in range(SCREEN_KEY_LENGTH))


def new_seat_key() -> str:
    """Six figures with which a panelist comes back on another phone."""
    return "".join(secrets.choice("0123456789") for _place in range(SEAT_KEY_LENGTH))


def new_secret() -> str:
    """What a phone keeps and nobody types."""
    return secrets.token_urlsafe(SECRET_BYTES)


def read_code(typed: str) -> str:
    """A code or screen key as it is stored: capitals, without blanks and hyphens."""
    return "".join(each for each in typed.upper() if each.isalnum())


def read_key(typed: str) -> str:
    """The figures of a typed seat key, in whatever script they were typed."""
    return "".join(str(int(each)) for each in typed if each.isdecimal())


def spaced(code: str) -> str:
    """A code or key in groups of three, as it is read aloud; a screen key in groups of four."""
    size = 3 if len(code) <= CODE_LENGTH else 4
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def hashed(value: str) -> str:
    """What is stored of a secret, a key or an address: useless without the secret of this installation."""
    return salted_hmac(SALT, value, algorithm="sha256").hexdigest()


def matches(value: str, stored: str) -> bool:
    """Whether a secret or key is the one whose hash is stored, in a time that tells nothing."""
    return constant_time_compare(hashed(value), stored)


def same(one: str, other: str) -> bool:
    """Whether two codes are the same, in a time that tells nothing."""
    return constant_time_compare(one, other)
