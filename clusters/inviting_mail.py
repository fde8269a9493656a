"""The mail that carries an invitation."""

from smtplib import SMTPException

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from clusters.models import Invitation


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Send the link; tells whether the mail server took it."""
    text = render_to_string("clusters/invitation_mail.txt", {"invitation": invitation, "link": link})
    subject = _("Invitation to “%(study)s” in Sextant") % {"study": invitation.study}
    try:
        send_mail(" ".join(subject.split()), text, None, [invitation.email])
    except (OSError, SMTPException):
        return False
    return True
