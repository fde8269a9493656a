"""Static files on a server: each under a name with the hash of its content, also where one script imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_ANY_SCRIPT, _IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns
OWN_SCRIPTS = "js/*"


class HashedModulesStorage(CompressedManifestStaticFilesStorage):
    """Names that our scripts import are hashed as well, so that a page never meets a script of another release.

    The service worker keeps files by these names; an import by a plain name would miss them without a connection.
    Scripts of packages are left as they are: some only look as if they imported something.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, (OWN_SCRIPTS, _IMPORTS))
    max_post_process_passes = 30
    """As many as the longest chain of imports has links, and some more; it ends as soon as nothing changes."""
