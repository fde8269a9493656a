"""The library diff-diff, which is an optional extra: loading it, and hearing what it warns of."""

import importlib
import re
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from analysis.estimators.records import EstimationRefused
from analysis.estimators.versions import library_named

Answer = TypeVar("Answer")


def diff_diff() -> Any:
    """The library; raises EstimationRefused naming the extra where it is not installed."""
    try:
        return importlib.import_module("diff_diff")
    except ImportError as problem:
        raise EstimationRefused(
            "This estimator needs the optional libraries of requirements/analysis.txt (diff-diff), which are not "
            "installed. Install them, or choose an estimator that does without."
        ) from problem


def diff_diff_named() -> str:
    """The library with its release, as `Fit.library` tells it."""
    return library_named("diff-diff")


def heard(call: Callable[[], Answer], *, known: tuple[str, ...] = ()) -> tuple[Answer, tuple[str, ...]]:
    """What the call gives, and the library's warnings as notes.

    Warnings that contain one of the texts in `known` are left out: the caller tells them in its own words. An error of
    the library is raised as EstimationRefused.
    """
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            answer = call()
        except (ValueError, NotImplementedError, ArithmeticError, RuntimeError, KeyError) as problem:
            raise EstimationRefused(
                f"The estimator cannot be computed on these rows: {_brief(str(problem))}"
            ) from problem
    return answer, tuple(dict.fromkeys(_notes(told, known)))


def _notes(told: list[warnings.WarningMessage], known: tuple[str, ...]) -> list[str]:
    texts = [str(each.message) for each in told if issubclass(each.category, UserWarning)]
    return [f"The library warns: {_brief(text)}" for text in texts if not any(part in text for part in known)]


def _brief(text: str) -> str:
    """The first sentence, on one line."""
    return re.split(r"(?<=[a-z)][.;])\s", " ".join(text.split()), maxsplit=1)[0].rstrip(";.") + "."
