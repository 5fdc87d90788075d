"""Mutants of a module: small changes of meaning, one at a time, that some test should notice.

Text is left alone (words have tests of their own), and so are types, decorators and what is
raised; whether something is raised at all is not.
"""

from __future__ import annotations

import ast
import hashlib
import json
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from types import CodeType

_SWAPPED: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OTHER_METHOD = {"any": "all", "all": "any", "min": "max", "max": "min",
                 "argmin": "argmax", "argmax": "argmin", "zeros": "ones", "ones": "zeros",
                 "ceil": "floor", "floor": "ceil"}  # fmt: skip
_LEFT_OUT = dict.fromkeys((
    "max", "min", "abs", "maximum", "minimum", "clip", "nan_to_num", "sqrt", "log", "log1p", "exp",
    "expm1", "cumsum", "cumprod", "round", "floor", "ceil", "roll", "flip", "ln", "mark", "sorted",
    "reversed", "fsum", "isfinite", "isnan",
), 0) | {"mark_where": 1}  # fmt: skip
"""Calls that may be replaced by one of their arguments."""
_CHOOSING = {"where", "If"}
_TEXT = {"message", "Message", "field", "dataclass", "MethodError", "ValueError", "KeyError",
         "TypeError", "AssertionError", "RuntimeError", "cast", "errstate"}  # fmt: skip
"""Calls whose inside is words or declarations."""
_PLAIN_KEYWORDS = {"dtype", "strict", "unit", "symbol", "formula", "source", "needs", "kernel",
                   "cell", "key", "axes", "title", "read", "origin", "absent"}  # fmt: skip
_HOW = {"draws", "strict"}
"""Keywords whose True says how something is computed, or what is checked on the way: no figure
rests on it. A quantity without `draws` is computed draw by draw."""
_NUMBERS = {"ArrayLike", "FloatArray", "Array", "float", "int", "Node", "BoolArray"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. number: its place among those of the file; where: the function around it.

    line: where the change is; last: where the statement around it, or its head, ends; first:
    where that begins.
    """

    file: str
    number: int
    where: str
    line: int
    first: int
    last: int
    change: str

    @property
    def key(self) -> str:
        """Its name, which stays when code elsewhere in the file moves."""
        return f"{self.file} | {self.where} | {self.change}"


@dataclass(frozen=True, slots=True)
class _Site:
    """A field of a node of the tree, and what is put there instead."""

    holder: ast.AST
    field: str
    place: int | None
    new: ast.AST
    where: str
    line: int
    span: tuple[int, int]

    @property
    def old(self) -> ast.AST:
        value = getattr(self.holder, self.field)
        found: ast.AST = value if self.place is None else value[self.place]
        return found

    def put(self, node: ast.AST) -> None:
        if self.place is None:
            setattr(self.holder, self.field, node)
        else:
            getattr(self.holder, self.field)[self.place] = node


def mutants_of(file: Path, root: Path, kept: Path | None = None) -> tuple[Mutant, ...]:
    """All mutants of a source file whose code differs from the original's.

    kept: a folder that remembers them for as long as neither the file nor this one changes.
    """
    name = file.relative_to(root).as_posix()
    source = file.read_bytes()
    if kept is not None:
        digest = hashlib.sha256(name.encode() + source + Path(__file__).read_bytes()).hexdigest()
        known = kept / f"found-{digest[:24]}.json"
        if not known.exists():
            lists = [astuple(one) for one in mutants_of(file, root)]
            known.write_text(json.dumps(lists), encoding="utf-8")
        return tuple(Mutant(*one) for one in json.loads(known.read_text(encoding="utf-8")))
    tree = ast.parse(source)
    original = _compiled(tree, name)
    found: list[Mutant] = []
    seen: Counter[tuple[str, str]] = Counter()
    for number, site in enumerate(_sites(tree)):
        old = site.old
        change = _said(old, site.new)
        site.put(site.new)
        changed = _compiled(tree, name) != original
        site.put(old)
        if not changed:
            continue
        seen[site.where, change] += 1
        again = seen[site.where, change]
        told = change if again == 1 else f"{change} #{again}"
        found.append(Mutant(name, number, site.where, site.line, *site.span, told))
    return tuple(found)


def code_of(mutant: Mutant, root: Path) -> CodeType:
    """The compiled module with the change in it."""
    path = root / mutant.file
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for number, site in enumerate(_sites(tree)):
        if number == mutant.number and mutant.change.startswith(_said(site.old, site.new)):
            site.put(site.new)
            return _compiled(tree, str(path))
    raise LookupError(f"{mutant.key}: the file has changed since")


def _compiled(tree: ast.Module, name: str) -> CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # `is` with a literal
        return compile(ast.fix_missing_locations(tree), name, "exec", dont_inherit=True)


def _said(old: ast.AST, new: ast.AST) -> str:
    before, after = (" ".join(ast.unparse(one).split()) for one in (old, new))
    if len(before) > 90 and isinstance(old, ast.stmt):
        before = before[:90] + "…"
    return f"{before} -> {after}"


def _sites(tree: ast.Module) -> list[_Site]:
    return list(_within(tree, "", (), (1, 1)))


def _span(node: ast.stmt) -> tuple[int, int]:
    """First and last line of a statement, of one with a body those of its head."""
    body: list[ast.stmt] = getattr(node, "body", [])
    last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
    return node.lineno, max(node.lineno, last)


def _within(
    node: ast.AST, where: str, parameters: tuple[ast.arg, ...], span: tuple[int, int]
) -> Iterator[_Site]:
    """Sites below a node, in the order of the source. span: of the statement around it."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_comment", "bases"):
            continue
        members = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for place, child in members:
            if not isinstance(child, ast.AST) or _is_declared(child) or _says_how(child):
                continue
            line = getattr(child, "lineno", getattr(node, "lineno", 0))
            lines = _span(child) if isinstance(child, ast.stmt) else span
            for new in _changes(child, node, field, parameters):
                yield _Site(node, field, place, new, where, line, lines)
            if isinstance(child, ast.Raise | ast.Assert | ast.JoinedStr | ast.Import):
                continue
            if isinstance(child, ast.Call) and _name(child.func) in _TEXT:
                continue
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = f"{where}.{child.name}".lstrip(".")
                yield from _within(child, inner, tuple(child.args.args), lines)
            elif isinstance(child, ast.ClassDef):
                yield from _within(child, f"{where}.{child.name}".lstrip("."), (), lines)
            else:
                yield from _within(child, where, parameters, lines)


def _says_how(node: ast.AST) -> bool:
    """A keyword of `_HOW` that is simply true."""
    return (
        isinstance(node, ast.keyword)
        and node.arg in _HOW
        and isinstance(node.value, ast.Constant)
        and node.value.value is True
    )


def _is_declared(node: ast.AST) -> bool:
    """Docstrings and type aliases."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
        return False
    name = node.targets[0].id
    alias = isinstance(node.value, ast.Subscript | ast.BinOp)
    return alias and name[:1].isupper() and not name.isupper()


def _changes(
    node: ast.AST, holder: ast.AST, field: str, parameters: tuple[ast.arg, ...]
) -> Iterator[ast.AST]:
    if isinstance(node, ast.stmt):
        yield from _of_statement(node, parameters)
    elif isinstance(node, ast.expr):
        if (
            field == "test"
            and not isinstance(holder, ast.Assert)
            and not isinstance(node, ast.Compare)
        ):
            yield ast.UnaryOp(ast.Not(), node)
        yield from _of_expression(node, holder)
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield ast.comprehension(node.target, node.iter, [], node.is_async)


def _of_statement(node: ast.stmt, parameters: tuple[ast.arg, ...]) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr):
        removable = isinstance(node.value, ast.Call)
    elif isinstance(node, ast.Assign):
        target = node.targets[0]
        updated = isinstance(target, ast.Name) and any(
            isinstance(one, ast.Name) and one.id == target.id for one in ast.walk(node.value)
        )
        removable = updated or isinstance(target, ast.Subscript)
    else:
        removable = isinstance(node, ast.AugAssign | ast.Raise | ast.Continue | ast.Break)
    if removable:
        yield ast.Pass()
    if isinstance(node, ast.Return) and node.value is not None and parameters:
        first = parameters[0]
        kind = "" if first.annotation is None else _name(first.annotation)
        if kind in _NUMBERS and ast.unparse(node.value) != first.arg:
            yield ast.Return(ast.Name(first.arg, ast.Load()))


def _of_expression(node: ast.expr, holder: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp):
        for kind in _SWAPPED.get(type(node.op), ()):
            yield ast.BinOp(node.left, kind(), node.right)
    elif isinstance(node, ast.BoolOp):
        for kind in _SWAPPED[type(node.op)]:
            yield ast.BoolOp(kind(), node.values)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for kind in _SWAPPED[type(node.ops[0])]:
            yield ast.Compare(node.left, [kind()], node.comparators)
    elif isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.UAdd):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node, holder)
    elif isinstance(node, ast.Slice) and node.step is None:
        if node.lower is None and node.upper is not None:
            yield ast.Slice(ast.Constant(1), node.upper)
        if node.upper is None and node.lower is not None:
            yield ast.Slice(node.lower, ast.UnaryOp(ast.USub(), ast.Constant(1)))
    elif isinstance(node, ast.Call):
        yield from _of_call(node)


def _of_constant(node: ast.Constant, holder: ast.AST) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        if isinstance(holder, ast.keyword) and holder.arg == "axis":
            yield ast.Constant(1 if value == 0 else 0)
        else:
            yield ast.Constant(value + 1)
    elif isinstance(value, float):
        yield ast.Constant(value * 2 if value else 1.0)


def _of_call(node: ast.Call) -> Iterator[ast.AST]:
    name = _name(node.func)
    if name in _TEXT:
        return
    if name in _CHOOSING and len(node.args) == 3:
        yield node.args[1]
        yield node.args[2]
    left = _LEFT_OUT.get(name)
    if left is not None and len(node.args) > left and not isinstance(node.args[left], ast.Starred):
        yield node.args[left]
    if isinstance(node.func, ast.Attribute) and node.func.attr in _OTHER_METHOD:
        other = ast.Attribute(node.func.value, _OTHER_METHOD[node.func.attr], ast.Load())
        yield ast.Call(other, node.args, node.keywords)
    for place, keyword in enumerate(node.keywords):
        plain = keyword.arg in _PLAIN_KEYWORDS or _says_how(keyword)
        if keyword.arg is not None and not plain:
            rest = [*node.keywords[:place], *node.keywords[place + 1 :]]
            yield ast.Call(node.func, node.args, rest)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
