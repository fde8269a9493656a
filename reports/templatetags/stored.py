"""What a run stored, on a page."""

from django import template

from reports.stored_sentences import said_again

register = template.Library()
register.filter("said_again", said_again)
