from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.mutants.mutate import mutants_of

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("đ = a < b", {"đ = a <= b"}),
        ("x = a is not None", {"x = a is None"}),
        ("x = a not in b", {"x = a in b"}),
        ("x = a and b or c", {"x = a or b or c", "x = a and b and c"}),
        ("x = 'Sơn La' + min(a)", {"x = 'Sơn La' - min(a)", "x = 'Sơn La' + max(a)"}),
        ("MIN_KM = 0.05", {"MIN_KM = 0.5"}),
        ("x = -a[:9]", {"x = (a[:9])", "x = -a[:]", "x = -a[:10]"}),
        ("x = ('a', 'b', 'c')", {"x = ('b', 'c')", "x = ('a', 'c')", "x = ('a', 'b', )"}),
        ("x = [a for a in b if c]", {"x = [a for a in b if True]"}),
        ("def f():\n    return a", {"def f():\n    return None"}),
        ("def f():\n    return False", {"def f():\n    return True"}),
        ("if a:\n    b()", {"if (not (a)):\n    b()", "if a:\n    pass"}),
        ("a.b = c", {"pass"}),
        ("raise a", {"pass"}),
        ("x = a.startswith(b)", {"x = a.endswith(b)"}),
        ("x = not a", {"x = (a)"}),
        # What is not run, or only read by people, is left alone.
        ("x: A | None = b", set()),
        ("Bounds = tuple[float, float, float]", set()),
        ('"""Says it."""', set()),
        ("def f(a: A | B) -> A | None: ...", set()),
        ("x = f'{a + 1}'", set()),
        ("x = zip(a, b, strict=True)", set()),
    ],
)
def test_faults_are_made_one_at_a_time(code: str, faults: set[str]) -> None:
    assert {mutant.code for mutant in mutants_of(code.encode())} == faults


def test_a_fault_is_named_by_its_lines_wherever_they_stand() -> None:
    (one,) = mutants_of(b"a = 1\n")
    assert (one.line, one.change) == (1, ("a = 1", "a = 2"))
    (moved,) = mutants_of(b"if b == c:\n    a = 1\n")[1:]
    assert (moved.line, moved.change) == (2, one.change)
    assert moved.key != one.key


def test_what_is_called_equivalent_has_a_reason() -> None:
    known = tomllib.loads((HERE / "equivalent.toml").read_text("utf-8")).get("mutant", [])
    for one in known:
        assert set(one) == {"before", "after", "reason"}
        assert len(one["reason"]) > 20, one
    pairs = [(one["before"], one["after"]) for one in known]
    assert len(set(pairs)) == len(pairs)
