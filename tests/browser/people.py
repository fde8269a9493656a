"""The people who use the application in these tests: each has an account, and no study yet."""

PASSWORD = "paper-lantern-42"
MANAGER, CONSULTANT, REVIEWER = "manager", "consultant", "reviewer"

SETUP = f"""
from django.contrib.auth.models import Permission
from accounts.models import User
for name in ("{MANAGER}", "{CONSULTANT}", "{REVIEWER}"):
    User.objects.create_user(username=name, password="{PASSWORD}", full_name=name.capitalize())
User.objects.get(username="{MANAGER}").user_permissions.add(Permission.objects.get(codename="add_study"))
"""
