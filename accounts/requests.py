"""The request of a page that only people who have logged in can see."""

from django.http import HttpRequest

from accounts.models import User


class PersonRequest(HttpRequest):
    """A request behind the middleware that asks everybody to log in."""

    user: User
