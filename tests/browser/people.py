"""The people who use the application in these tests, and the fieldwork some of them are in the middle of."""

PASSWORD = "paper-lantern-42"
MANAGER, CONSULTANT, REVIEWER = "manager", "consultant", "reviewer"
"""Each has an account, and no study yet."""

INTERVIEWER = "interviewer"
"""Consultant of a cluster with the firms below; each test takes a firm of its own, whatever runs beside it."""

FIRMS = ("Keyboard", "Figures", "Session", "Cookies", "Tabs", "Beside", "Twins", "States", "Tongues")
FIRMS_PAGE = "/studies/fieldwork/clusters/quiet-bay/firms/"

SETUP = f"""
from django.contrib.auth.models import Permission
from accounts.models import User
from clusters.people import add_member
from clusters.registry import add_firm, open_cluster, open_study
for name in ("{MANAGER}", "{CONSULTANT}", "{REVIEWER}", "{INTERVIEWER}"):
    User.objects.create_user(username=name, password="{PASSWORD}", full_name=name.capitalize())
User.objects.get(username="{MANAGER}").user_permissions.add(Permission.objects.get(codename="add_study"))
study = open_study(by=None, title="Fieldwork", base_year=2000, reference_year=2006, price_base_year=2000)
cluster = open_cluster(study=study, name="Quiet bay", country="Chile", product="Salmon", sector_variant="salmon")
add_member(study=study, user=User.objects.get(username="{INTERVIEWER}"), role="consultant")
for number, name in enumerate({FIRMS}):
    add_firm(cluster=cluster, code=f"Q{{number}}", name=name)
"""
