"""Small faults, made one at a time in the text of a module.

A ready-made tool was looked for first. mutmut 3 leaves alone what stands outside of functions,
where this project has its thresholds; Cosmic Ray changes annotations, knows no removed statement
and starts a Python for each mutant, which here costs more than the tests themselves.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import re
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"), ast.Is: ("is", "is not"), ast.IsNot: (r"is\s+not", "is"),
}  # fmt: skip
_CALCULATED: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: (r"\+", "-"), ast.Sub: ("-", "+"), ast.Mult: (r"\*", "/"), ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"), ast.Mod: ("%", "*"), ast.BitOr: (r"\|", "&"), ast.BitAnd: ("&", "|"),
}  # fmt: skip
_CALLED = {
    "min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor",
    "sorted": "list", "startswith": "endswith", "endswith": "startswith",
}  # fmt: skip
_TYPES = {"tuple", "list", "dict", "set", "frozenset", "Mapping", "Sequence", "Callable"}
_EXPLICIT = (ast.Compare, ast.BoolOp, ast.UnaryOp)


@dataclass(frozen=True)
class Mutant:
    """A fault: the bytes of a source from `start` to `end` (UTF-8) become `text`."""

    source: bytes
    start: int
    end: int
    text: str
    kind: str

    @property
    def code(self) -> str:
        return (self.source[: self.start] + self.text.encode() + self.source[self.end :]).decode()

    @property
    def line(self) -> int:
        return self.source[: self.start].count(b"\n") + 1

    @property
    def key(self) -> str:
        parts = (self.source, f"{self.start}:{self.end}:{self.text}".encode())
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]

    @property
    def change(self) -> tuple[str, str]:
        """The changed lines, before and after, without their indent; stable when code moves."""
        old, new = self.source.decode().splitlines(), self.code.splitlines()
        found = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        rows = [row for row in found if row[0] != "equal"]
        return (
            "\n".join(line.strip() for _, a, b, _, _ in rows for line in old[a:b]),
            "\n".join(line.strip() for _, _, _, a, b in rows for line in new[a:b]),
        )


def mutants_of(source: bytes) -> list[Mutant]:
    """Return all faults of a module, in the order of its text; all of them can be compiled."""
    tree = ast.parse(source)
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    finder = _Finder(source, starts)
    finder.visit(tree)
    unique = {(mutant.start, mutant.end, mutant.text): mutant for mutant in finder.found}
    return [mutant for _, mutant in sorted(unique.items()) if _compiles(mutant.code)]


def _compiles(code: str) -> bool:
    try:
        compile(code, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


class _Finder(ast.NodeVisitor):
    def __init__(self, source: bytes, starts: list[int]) -> None:
        self.source, self.starts = source, starts
        self.found: list[Mutant] = []

    def _span(self, node: ast.AST) -> tuple[int, int]:
        at = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
        return self.starts[at[0] - 1] + at[1], self.starts[at[2] - 1] + at[3]

    def _replace(self, node: ast.AST, text: str, kind: str) -> None:
        self.found.append(Mutant(self.source, *self._span(node), text, kind))

    def _text(self, node: ast.AST) -> str:
        start, end = self._span(node)
        return self.source[start:end].decode()

    def _between(self, left: ast.AST, right: ast.AST, pair: tuple[str, str], kind: str) -> None:
        """Change the operator that stands between two operands."""
        begin, end = self._span(left)[1], self._span(right)[0]
        found = re.search(pair[0].encode(), self.source[begin:end])
        if found:
            at = begin + found.start(), begin + found.end()
            self.found.append(Mutant(self.source, *at, pair[1], kind))

    def generic_visit(self, node: ast.AST) -> None:
        for name, value in ast.iter_fields(node):
            # Annotations are not run, and types in quotes neither.
            if name not in ("annotation", "returns", "decorator_list"):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        self.visit(child)

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self._negate(node.test)
        self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        self._negate(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._negate(node.test)
        self.generic_visit(node)

    def _negate(self, test: ast.expr) -> None:
        if not isinstance(test, _EXPLICIT):
            self._replace(test, f"(not ({self._text(test)}))", "condition turned round")

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._replace(test, "True", "filter dropped")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        operands = [node.left, *node.comparators]
        for left, op, right in zip(operands, node.ops, operands[1:], strict=False):
            self._between(left, right, _COMPARED[type(op)], "comparison")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        pair = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between(left, right, pair, "and / or")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in _CALCULATED:
            self._between(node.left, node.right, _CALCULATED[type(node.op)], "arithmetic")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not | ast.USub):
            self._replace(node, f"({self._text(node.operand)})", "sign or not dropped")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self._replace(node, str(not node.value), "constant")
        elif isinstance(node.value, int):
            self._replace(node, str(node.value + 1), "constant")
        elif isinstance(node.value, float):
            self._replace(node, repr(node.value * 10 or 1.0), "constant")

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave texts alone: before Python 3.12 their parts have no place of their own."""

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func
        if isinstance(name, ast.Name) and name.id in _CALLED:
            self._replace(name, _CALLED[name.id], "function")
        elif isinstance(name, ast.Attribute) and name.attr in _CALLED:
            self._replace(name, f"{self._text(name.value)}.{_CALLED[name.attr]}", "function")
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        # Whether zip and pairs are checked changes nothing as long as they fit.
        if node.arg != "strict":
            self.generic_visit(node)

    def visit_Slice(self, node: ast.Slice) -> None:
        for bound in (node.lower, node.upper):
            if bound is not None:
                self._replace(bound, "", "bound dropped")
        self.generic_visit(node)

    def _drop_each(self, node: ast.Tuple | ast.List | ast.Set) -> None:
        # Of two, one in parentheses would be left, and no tuple.
        least = 3 if isinstance(node, ast.Tuple) else 2
        if isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and len(node.elts) >= least:
            for one, following in zip(node.elts, [*node.elts[1:], None], strict=True):
                start, end = self._span(one)
                if following is not None:
                    end = self._span(following)[0]
                self.found.append(Mutant(self.source, start, end, "", "element dropped"))
        self.generic_visit(node)

    # The visitor looks for these names.
    visit_Tuple = visit_List = visit_Set = _drop_each  # noqa: N815

    def visit_Return(self, node: ast.Return) -> None:
        # Nothing is as good as False; that it is not True is a fault of its own.
        if node.value is not None and self._text(node.value) not in ("None", "False"):
            self._replace(node.value, "None", "nothing returned")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            return
        self._replace(node, "pass", "statement dropped")
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        # The name of a type is only read by people and by the checker of types.
        if isinstance(node.value, ast.Subscript) and self._text(node.value.value) in _TYPES:
            return
        # A name that is never set would only be an error.
        if all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets):
            self._replace(node, "pass", "statement dropped")
        self.generic_visit(node)

    def _drop(self, node: ast.stmt) -> None:
        self._replace(node, "pass", "statement dropped")
        self.generic_visit(node)

    visit_AugAssign = visit_Raise = visit_Continue = visit_Break = visit_Delete = _drop  # noqa: N815
