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


def qr_drawing(text: str) -> str:
    """The same picture as the text of an SVG file."""
    drawn = segno.make_qr(text, error=CORRECTION)
    inline = str(drawn.svg_inline(scale=SCALE, border=QUIET_ZONE, light="white"))
    return inline.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
