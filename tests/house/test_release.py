"""Devices notice an update by the release: it follows what pages consist of, and nothing else."""

from pathlib import Path

from django.conf import settings

from config.settings.release import release_of


def test_the_release_changes_with_any_name_or_content(tmp_path: Path) -> None:
    found = {release_of([tmp_path])}
    for name, text in (("a.js", "1"), ("a.js", "2"), ("b.po", "2")):
        (tmp_path / name).write_text(text)
        found.add(release_of([tmp_path]))
    (tmp_path / "b.po").rename(tmp_path / "c.po")
    found.add(release_of([tmp_path]))
    assert len(found) == 5


def test_what_is_made_of_other_files_does_not_count(tmp_path: Path) -> None:
    before = release_of([tmp_path])
    (tmp_path / "django.mo").write_bytes(b"made")
    assert release_of([tmp_path]) == before


def test_every_answer_names_the_release(client) -> None:
    assert client.get("/login/").headers["Sextant"] == settings.RELEASE
    assert client.get("/nowhere/").headers["Sextant"] == settings.RELEASE
