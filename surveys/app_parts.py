"""What the installed application consists of: its page, stylesheets, scripts and pictures, its worker, its manifest.

All of it is the same for everybody. A change of any part makes another worker script, which is how a browser learns
that there is a new version.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from clusters.models import Disposition
from surveys.models import InterviewState

WORKER = "js/service-worker.js"
OWN_FOLDERS = ("css/", "js/", "img/")
ICONS = (
    ("img/icon-192.png", 192, "any"),
    ("img/icon-512.png", 512, "any"),
    ("img/icon-maskable-512.png", 512, "maskable"),
)
NAMED = re.compile(rf'(?:src|href)="({re.escape(settings.STATIC_URL)}[^"?#]+)"')
THEME = "#0f5c7c"
PAPER = "#ffffff"


def app_page(language: str) -> str:
    """The page in one language, without any request, and so without anything that belongs to a person."""
    with override(language):
        context = {
            "languages": [{"code": code, "name": name} for code, name in settings.LANGUAGES],
            "language": language,
            "states": [(code, label) for code, label in InterviewState.choices],
            "dispositions": [(code, label) for code, label in Disposition.choices],
        }
        return render_to_string("surveys/field/app.html", context)


def worker_script() -> str:
    """The worker with the list of what it keeps, and a version that stands for the content of all of it."""
    if settings.DEBUG:
        return _worker_script.__wrapped__()
    return _worker_script()


@lru_cache(maxsize=1)
def _worker_script() -> str:
    files = asset_files()
    return f"const PARTS = {json.dumps(worker_parts(files))};\n{files[WORKER].read_text()}"


def worker_parts(files: Mapping[str, Path]) -> dict[str, Any]:
    """What the worker is told: its version, the addresses of all it keeps, and those it has to know."""
    addresses = {code: f"{reverse('field_app')}?in={code}" for code, _name in settings.LANGUAGES}
    pages = {code: app_page(code) for code in addresses}
    # The page also names files of packages, whose addresses carry no version of their own in every set-up.
    named = {address for page in pages.values() for address in NAMED.findall(page)}
    content = sha256("".join([*pages.values(), settings.RELEASE]).encode())
    for name in sorted(files):
        content.update(name.encode() + files[name].read_bytes())
    return {
        "version": content.hexdigest()[:16],
        "static": settings.STATIC_URL,
        "session": reverse("field_session"),
        "pages": addresses,
        "assets": sorted({static(name) for name in files if name != WORKER} | named),
    }


def asset_files() -> dict[str, Path]:
    """The stylesheets, scripts and pictures of the application, by the names templates call them by."""
    return {
        name.replace("\\", "/"): Path(storage.path(name))
        for finder in finders.get_finders()
        for name, storage in finder.list([])
        if name.replace("\\", "/").startswith(OWN_FOLDERS)
    }


def manifest_of(language: str) -> dict[str, Any]:
    """The manifest in one language: name, pictures, colours, and the address the application opens with."""
    return {
        "id": "/",
        "name": "Sextant",
        "short_name": "Sextant",
        "description": _("Interviews and workshops on the technology levels of industrial clusters."),
        "lang": language,
        "dir": "ltr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": THEME,
        "background_color": PAPER,
        "icons": [
            {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size, purpose in ICONS
        ],
    }
