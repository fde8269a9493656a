"""Every address of the application; each room brings its own."""

from django.contrib import admin
from django.urls import include, path

from accounts.admin import admin_login
from config.watching.probes import healthz, metrics, readyz

urlpatterns = [
    # Answered by config.watching.requests before any other middleware; they stand here to be known as addresses.
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    # One way in, with one count of wrong tries and the second factor.
    path("admin/login/", admin_login, name="admin_login"),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("clusters.urls")),
    path("", include("surveys.urls")),
    path("", include("reports.urls")),
    path("", include("analysis.urls")),
]

handler500 = "config.failing.something_failed"
