"""The columns of an estimated share with its interval, as the sheets “Intervals” and “Parts” show them."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.spreadsheet import Style, Value
from reports.workbook.declaration import Column

SHARE = _("Share of the population")
Reading = Callable[[Any], Value]


def share_columns(*, share: Reading, low: Reading, high: Reading, se: Reading, df: Reading) -> tuple[Column, ...]:
    """Estimate and bounds in per cent of firms, standard error in points, degrees of freedom; each read from a row."""
    bounds = (("share", _("Estimate"), share), ("low", _("From"), low), ("high", _("To"), high))
    return (
        *(
            Column(key, head, unit=_("% of firms"), style=Style.ONE_DECIMAL, width=10, group=SHARE, value=value)
            for key, head, value in bounds
        ),
        Column("se", _("Standard error"), unit=_("points"), style=Style.TWO_DECIMALS, width=10, group=SHARE, value=se),
        Column("df", _("Degrees of freedom"), style=Style.INTEGER, width=10, value=df),
    )
