"""YAML files whose every key is known: fixtures and configurations.

A file is decoded into msgspec Structs made with ``forbid_unknown_fields=True``. An error names
the file, the line and the key.
"""

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from chassis.errors import InputError

Value = TypeVar("Value")
_PATH = re.compile(r"\.(?P<key>[^.\[\]`]+)|\[(?P<index>\d+)\]")
_UNKNOWN = re.compile(r"unknown field `(?P<key>[^`]*)`")


def load_yaml(file: Path, type_: type[Value]) -> Value:
    """Decode a file.

    Raises:
        InputError: no such file, no YAML, an unknown or missing key, or a value of another type.
    """
    try:
        text = file.read_text(encoding="utf-8")
        tree, data = _parse(text)
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}; check the path") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{file}: {_why(error)}") from error
    try:
        return msgspec.convert(data, type_)
    except msgspec.ValidationError as error:
        raise InputError(_explain(file, tree, str(error))) from error


def _why(error: Exception) -> str:
    # libyaml has a limit of its own, and no error of its own for it.
    if isinstance(error, RecursionError) or "nesting depth" in str(error):
        return "is nested too deeply; write it flatter"
    return f"is no YAML: {' '.join(str(error).split())}"


def _parse(text: str) -> tuple[Node | None, Any]:
    loader = _TextLoader(text)
    try:
        tree = loader.get_single_node()
        return tree, None if tree is None else loader.construct_document(tree)
    finally:
        loader.dispose()


# libyaml reads a large fixture in a tenth of the time.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TextLoader(_SafeLoader):  # type: ignore[misc]  # either of the two
    """Leaves days and numbers with a point as text: the Structs say what they are.

    A key that stands twice in a mapping is refused: one of the two would be lost in silence.
    """

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Construct a mapping.

        Raises:
            yaml.YAMLError: no mapping, or one with a key twice.
        """
        known: set[object] = set()
        for key, _ in node.value:
            if isinstance(key, ScalarNode) and key.value in known:
                raise ConstructorError(None, None, f"{key.value!r} is there twice", key.start_mark)
            known.add(key.value if isinstance(key, ScalarNode) else id(key))
        found: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return found


_TextLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:float")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _explain(file: Path, tree: Node | None, message: str) -> str:
    what, _, path = message.partition(" - at `")
    path = path.rstrip("`").replace("` in `", " of ")
    node = _descend(tree, path)
    unknown = _UNKNOWN.search(what)
    if unknown is None:
        return f"{file}:{_line(node)}: {what} at {path or '$'}; correct the value"
    key = unknown["key"]
    node = _find_key(node, key) or node
    return f"{file}:{_line(node)}: unknown key {key!r}; remove it or correct its spelling"


def _descend(node: Node | None, path: str) -> Node | None:
    for step in _PATH.finditer(path):
        if isinstance(node, MappingNode):
            node = next((value for key, value in node.value if key.value == step["key"]), node)
        elif isinstance(node, SequenceNode) and step["index"] is not None:
            node = node.value[int(step["index"])]
    return node


def _find_key(node: Node | None, key: str) -> Node | None:
    """The first mapping key of that name; msgspec's path stops at a mapping with free keys."""
    if isinstance(node, MappingNode):
        for name, value in node.value:
            found = name if name.value == key else _find_key(value, key)
            if found is not None:
                return found
    elif isinstance(node, SequenceNode):
        return next(filter(None, (_find_key(item, key) for item in node.value)), None)
    return None


def _line(node: Node | None) -> int:
    return 1 if node is None else node.start_mark.line + 1
