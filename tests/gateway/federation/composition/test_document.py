"""The document that composition goes on with is what its printed text says."""

import pytest
from graphql import DocumentNode, parse

from gateway.federation.composition import compose as stages
from gateway.federation.composition.document import document_of
from gateway.federation.composition.printer import PrintedSupergraph
from gateway.federation.composition.subgraph import SubgraphDefinition
from tests.gateway.federation.composition.harness import composed
from tests.gateway.federation.composition.parity.sets import base_sets, cases

Made = list[tuple[str, DocumentNode]]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """The text and the document of every composition."""
    found: Made = []

    def watched(printed: PrintedSupergraph) -> DocumentNode:
        document = document_of(printed)
        found.append((printed.sdl, document))
        return document

    monkeypatch.setattr(stages, "document_of", watched)
    return found


TOPICS = ("values", "composed_directives", "access", "costs", "interface_objects")


def test_it_is_so_for_every_set_and_the_cases_that_print_most(made: Made):
    judged = [each for name, each in cases().items() if name.startswith(TOPICS)]
    for subgraphs in (*base_sets().values(), *judged):
        stages.compose([SubgraphDefinition(name, "", sdl) for name, sdl in subgraphs.items()])

    assert len(made) > 100
    assert [sdl for sdl, document in made if parse(sdl, no_location=True) != document] == []


@pytest.mark.parametrize(
    "text",
    [
        '"one line" type Query { "a field" x("an argument" a: Int = 3): Int }',
        '"""\nseveral\n  lines, "quoted"\n\\backslash\n""" type Query { x: Int }',
        '"  spaced  " type Query { "\\u00e4\\n\\ttab" x("with \\"quotes\\"\\nlines" a: Int): Int }',
        '"ends in \\"one\\"" type Query { "\\"begins\\" with one" x: Int }',
        (
            "input I { a: [Int!] = [1, 2] o: J = {f: 1.5e3, b: true, n: null, e: E} } enum E { E } "
            'input J { s: String = "\\"q\\"" f: Float b: Boolean n: Int e: E } type Query { x(i: I): Int }'
        ),
        'type Query { x: Int @deprecated(reason: "line\\nbreak \\u00fc") }',
    ],
)
def test_it_is_so_for_descriptions_and_values_of_every_form(made: Made, text: str):
    assert composed(text).errors == ()
    ((sdl, document),) = made
    assert parse(sdl, no_location=True) == document
