"""What tables call their lines and figures, on the sheets of a workbook and on pages that tell of them."""

from django.utils.translation import gettext_lazy as _

from scoring.disclosure import Why

LEVELS = {
    0: _("Below level 1"),
    1: _("Simple activities"),
    2: _("Minor improvements"),
    3: _("Major improvements"),
    4: _("Engineering"),
    5: _("Early R&D"),
    6: _("Mature R&D"),
}
PILLARS = {
    "basic": _("Basic infrastructure"),
    "hightech": _("High tech organizations"),
    "network": _("Network cohesion"),
    "integration": _("Integration in international markets"),
}
MEASURES = {
    "exports_national": _("Exports of the country"),
    "exports_location": _("Exports of the location"),
    "exports": _("Exports"),
    "employment": _("Employment"),
    "real_wages": _("Real wages"),
}
REACHED = _("Firms at the level or above")
EXACTLY_AT = _("Exactly at the level")
WEIGHTED_SHARE = _("Weighted per cent")
FOREIGN_FIRMS = _("Foreign share and foreign firms")
FOREIGN_WEIGHTED = _("Foreign share, weighted")
GROWTH_OF_LOCATION = _("Growth of exports of the location")
EVERY_VOTE = _("Votes for the phases 1 to 5, and cannot judge")
SPREAD_OF_VOTES = _("Low–high, median, IQR and % at mode")
WHYS = {
    Why.FEW: _("rests on fewer than %(fewest)d firms or votes"),
    Why.PROTECTS: _("would give away another figure"),
    Why.RULED: _("one firm rules the total of money behind it"),
}
