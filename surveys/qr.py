"""QR pictures. The library that draws them is known here alone."""

import segno

SCALE = 8
QUIET_ZONE = 4
CORRECTION = "m"


def qr_picture(text: str) -> str:
    """A QR picture of the text as a data address for an image: black on white in every scheme, since cameras ask for
    it, with the quiet zone around it."""
    drawn = segno.make_qr(text, error=CORRECTION)
    return str(drawn.svg_data_uri(scale=SCALE, border=QUIET_ZONE, dark="black", light="white"))
