"""Small functions written as source text, since a loop of plain attribute accesses is the fastest.

Each plan has functions of its own: the interpreter then remembers in them where its classes keep
what (an attribute getter in C, shared by all plans, would look it up every time).

Every name in the text is an attribute made from a GraphQL name (letters, digits, underscores)
behind a prefix, and every value goes in by the namespace: nothing a client or subgraph sends
becomes code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from msgspec import UNSET

ITEMS = "[]"


def attribute(key: str) -> str:
    """The attribute that holds the member with this key; never a word of Python."""
    return f"f_{key}"


def alias_attribute(sent_as: str) -> str:
    """The attribute for a value that the planner has sent under another key."""
    return f"a_{sent_as}"


def assigner(attributes: Sequence[str]) -> Callable[[Any, Any], None]:
    """``assign(targets, source)``: copy these attributes to every target."""
    loads = [f"    v{number} = source.{name}" for number, name in enumerate(attributes)]
    stores = [f"        t.{name} = v{number}" for number, name in enumerate(attributes)]
    lines = ["def assign(targets, source):", *loads, "    for t in targets:", *stores]
    return _function("assign", [*lines, "        pass"], {})


def setter(attributes: Sequence[str], value: object) -> Callable[[Any], None]:
    """``put(targets)``: give these attributes this value, in every target."""
    stores = [f"        t.{name} = value" for name in attributes]
    return _function(
        "put", ["def put(targets):", "    for t in targets:", *stores], {"value": value}
    )


def filler(nullable: Sequence[str], required: Sequence[str]) -> Callable[[Any], bool]:
    """``fill(targets)``: null where nothing has come; tell whether that is allowed everywhere."""
    lines = ["def fill(targets):", "    for t in targets:"]
    for name in required:
        lines += [f"        if t.{name} is UNSET:", "            return False"]
    for name in nullable:
        lines += [f"        if t.{name} is UNSET:", f"            t.{name} = None"]
    return _function("fill", [*lines, "        pass", "    return True"], {"UNSET": UNSET})


def constructor(
    cls: type, arguments: Mapping[str, str], constants: Mapping[str, object]
) -> Callable[[Any], Any]:
    """``convert(o)``: an instance of ``cls``; ``arguments`` maps its attributes to ``o``'s."""
    parts = [f"{name}=o.{source}" for name, source in arguments.items()]
    parts += [f"{name}=constant_{name}" for name in constants]
    namespace = {f"constant_{name}": value for name, value in constants.items()} | {"cls": cls}
    lines = ["def convert(o):", f"    return cls({', '.join(parts)})"]
    return _function("convert", lines, namespace)


def key_reader(attributes: Sequence[tuple[str, bool]]) -> Callable[[Any], Any]:
    """``key(o)``: a hashable of these attributes; of those marked, the bytes."""
    if len(attributes) == 1 and not attributes[0][1]:
        return attrgetter(attributes[0][0])
    lines = ["def key(o):", f"    return {_key(attributes)}"]
    return _function("key", lines, {"UNSET": UNSET})


def grouper(
    attributes: Sequence[tuple[str, bool]],
) -> Callable[[list[Any]], dict[Any, list[Any]]]:
    """``group(objects)``: the objects of each key, as ``key_reader`` reads it."""
    lines = ["def group(objects):", "    groups = {}", "    for o in objects:"]
    lines += [f"        k = {_key(attributes)}", "        group = groups.get(k)"]
    lines += ["        if group is None:", "            groups[k] = [o]"]
    lines += ["        else:", "            group.append(o)", "    return groups"]
    return _function("group", lines, {"UNSET": UNSET})


def stepper(name: str) -> Callable[[Any], list[Any]]:
    """``step(objects)``: what they hold in this attribute; what is falsy is left out."""
    lines = ["def step(objects):", f"    return [v for o in objects if (v := o.{name})]"]
    return _function("step", lines, {})


def uniter(
    holder: str, attributes: Sequence[tuple[str, bool]]
) -> Callable[[list[Any]], dict[Any, Any]]:
    """``unite(holders)``: of the objects with one key, the first in the place of all.

    ``holder`` is the attribute in which the holders have them; ``ITEMS`` for lists.
    """
    put, loop = f"h.{holder} = one", [f"        o = h.{holder}"]
    if holder == ITEMS:
        put, loop = "h[i] = one", ["      for i, o in enumerate(h):"]
    lines = ["def unite(holders):", "    one_by_key = {}", "    for h in holders:", *loop]
    lines += ["        if o:", f"            k = {_key(attributes)}"]
    lines += ["            one = one_by_key.setdefault(k, o)", "            if one is not o:"]
    lines += [f"                {put}", "    return one_by_key"]
    return _function("unite", lines, {"UNSET": UNSET})


def _key(attributes: Sequence[tuple[str, bool]]) -> str:
    parts = [
        f"(bytes(o.{name}) if o.{name} is not UNSET else UNSET)" if is_raw else f"o.{name}"
        for name, is_raw in attributes
    ]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def _function(name: str, lines: list[str], namespace: dict[str, Any]) -> Callable[..., Any]:
    exec("\n".join(lines), namespace)  # noqa: S102  # see the module's docstring
    function: Callable[..., Any] = namespace[name]
    return function
