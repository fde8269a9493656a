"""What happens after a commit fails alone: it neither takes the answer nor the other after-effects down with it."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "clusters", "surveys", "reports", "analysis", "config", "trail")


def nameless(source: str) -> list[int]:
    """Lines where a robust after-effect is no function: Django logs its failure by a name that a partial lacks."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return [
        call.lineno
        for call in calls
        if getattr(call.func, "attr", "") == "on_commit"
        and any(keyword.arg == "robust" for keyword in call.keywords)
        and not isinstance(call.args[0], ast.Lambda)
        and getattr(call.args[0], "id", "") not in functions
    ]


def test_a_robust_after_effect_is_a_function() -> None:
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    found = {path.relative_to(ROOT).as_posix(): nameless(path.read_text()) for path in paths}
    strays = {name: lines for name, lines in found.items() if lines}
    assert strays == {}, "a partial has no __qualname__, so that its failure fails once more, and aloud"


def test_the_test_sees_a_partial() -> None:
    assert nameless("on_commit(print)\ntransaction.on_commit(partial(send, id=1), robust=True)\n") == [2]
