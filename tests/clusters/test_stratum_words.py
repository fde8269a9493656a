"""A stratum has one name, whoever names it."""

import pytest
from django.utils import translation

from clusters.models import OwnershipClass, SizeClass
from clusters.models.frame import ownership_by_size
from clusters.stratum_words import class_words, stratum_words


@pytest.mark.parametrize("owners", OwnershipClass)
@pytest.mark.parametrize("size", SizeClass)
@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_the_frame_says_the_same_with_head_counts(owners, size, language):
    with translation.override(language):
        assert ownership_by_size(owners, size, (5, 20, 100)).startswith(stratum_words(f"{owners}-{size}"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("foreign-large", "Foreign, large"),
        ("national-unknown", "National, size not known"),
        ("unknown-micro", "Ownership not known, micro"),
        ("North-upper", "North-upper"),
        ("foreign", "foreign"),
        ("large-foreign", "large-foreign"),
    ],
)
def test_only_owners_by_size_are_put_in_words(code, words):
    assert stratum_words(code) == words


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("foreign", "Foreign"),
        ("micro", "Micro"),
        ("unknown", "Not known"),
        ("foreign-large", "Foreign, large"),
        ("food-processing", "food-processing"),
        ("national-food-processing", "National, food-processing"),
        ("foreign-large-salmon", "Foreign, Large, salmon"),
        ("salmon-large", "salmon-large"),
    ],
)
def test_a_class_is_told_part_by_part_as_far_as_its_parts_are_known(label, words):
    assert class_words(label) == words
