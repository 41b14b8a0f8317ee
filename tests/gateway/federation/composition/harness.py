"""Subgraphs in a line each, for the tests of composition."""

from collections.abc import Collection, Mapping

from graphql import build_schema, print_ast
from graphql.language import FieldDefinitionNode, TypeDefinitionNode, parse

from gateway.federation.composition.compose import CompositionResult, compose
from gateway.federation.composition.diagnostic import Diagnostic
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.spec.directives import DIRECTIVES

Q = "type Query { x: Int }"
# To be completed by fields and a brace.
T = 'type T @key(fields: "id") { id: ID! '
ALL_IMPORTS = ", ".join(f'"@{name}"' for name in DIRECTIVES)


def subgraph(name: str, sdl: str, version: str = "2.12") -> SubgraphDefinition:
    """A subgraph that imports every directive of federation; its SDL begins in line 2."""
    link = (
        f'extend schema @link(url: "https://specs.apollo.dev/federation/v{version}", import: [{ALL_IMPORTS}])\n'
        if version == "2.12"
        else f'extend schema @link(url: "https://specs.apollo.dev/federation/v{version}", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@tag", "@inaccessible"])\n'
    )
    return SubgraphDefinition(name, f"http://{name}", link + sdl)


def composed(*sdls: str, **named: str) -> CompositionResult:
    """Compose subgraphs a, b, c … in this order, then the named ones."""
    unnamed = dict(zip("abcdefgh", sdls, strict=False))
    return compose([subgraph(name, sdl) for name, sdl in {**unnamed, **named}.items()])


def composed_as_written(*sdls: str) -> CompositionResult:
    """Compose subgraphs a, b, c … whose SDL is complete: without a link it is federation 1."""
    pairs = zip("abcdefgh", sdls, strict=False)
    return compose([SubgraphDefinition(name, f"http://{name}", sdl) for name, sdl in pairs])


def upgraded(*sdls: str) -> Mapping[str, str]:
    """The elements of a supergraph of subgraphs as they are written."""
    result = composed_as_written(*sdls)
    assert result.errors == (), [str(error) for error in result.errors]
    return elements(result.supergraph_sdl or "")


def refusals(*sdls: str) -> list[str]:
    """The codes of all errors of subgraphs as they are written, in order."""
    return [error.code.name for error in composed_as_written(*sdls).errors]


def errors(*sdls: str) -> list[str]:
    """The codes of all errors, in order."""
    return [error.code.name for error in composed(*sdls).errors]


def hints(*sdls: str) -> list[Diagnostic]:
    """The hints of a composition that succeeds."""
    result = composed(*sdls)
    assert result.errors == ()
    return list(result.hints)


def supergraph(*sdls: str) -> str:
    """The SDL of a composition that succeeds."""
    result = composed(*sdls)
    assert result.errors == (), [str(error) for error in result.errors]
    assert result.supergraph_sdl is not None
    build_schema(result.supergraph_sdl, assume_valid_sdl=True)
    return result.supergraph_sdl


def elements(sdl: str) -> Mapping[str, str]:
    """Coordinates of the composed types, fields, values and arguments to their text in one line."""
    found: dict[str, str] = {}
    for node in parse(sdl, no_location=True).definitions:
        if isinstance(node, TypeDefinitionNode):
            name = node.name.value
            found[name] = _line(print_ast(node).split(" {\n")[0])
            for child in (getattr(node, "fields", None) or ()) + (
                getattr(node, "values", None) or ()
            ):
                found[f"{name}.{child.name.value}"] = _line(print_ast(child))
                if isinstance(child, FieldDefinitionNode):
                    for argument in child.arguments or ():
                        coordinate = f"{name}.{child.name.value}({argument.name.value}:)"
                        found[coordinate] = _line(print_ast(argument))
    return found


def _line(text: str) -> str:
    return " ".join(text.split())


def assert_refused(code: str, *sdls: str, besides: Collection[str] = ()) -> None:
    """The subgraphs have this error alone (or some ``besides``), and each says where and what to do."""
    found = composed(*sdls).errors
    assert {error.code.name for error in found} - set(besides) == {code}
    for error in found:
        assert error.locations or error.code.name == "NO_QUERIES"
        # What is wrong, and what to do: the advice follows a semicolon or a colon.
        assert ";" in error.message or ":" in error.message
        assert str(error).startswith(f"{error.code.name}: ")
        assert error.as_json()["code"] == error.code.name
