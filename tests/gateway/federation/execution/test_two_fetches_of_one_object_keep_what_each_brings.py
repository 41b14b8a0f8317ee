"""An object of an abstract type that two fetches bring, where its types have one key in common."""

from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from tests.gateway.federation.execution.subgraphs import Subgraphs, World

_LINK = """extend schema
@link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@shareable"])
"""
_SDLS = {
    "a": """
type Query { apple: Apple }
type Apple implements Fruit @key(fields: "id") { id: ID! kin: Fruit @shareable size: Int }
type Berry implements Fruit @key(fields: "id") { id: ID! }
interface Fruit { id: ID! }
""",
    "b": """
type Apple implements Fruit @key(fields: "id") { id: ID! kin: Fruit @shareable }
type Berry implements Fruit @key(fields: "id") { id: ID! kin: Berry }
interface Fruit { id: ID! kin: Fruit }
""",
}
_SCHEMA = """
type Query { apple: Apple }
interface Fruit { id: ID! kin: Fruit }
type Apple implements Fruit { id: ID! kin: Fruit size: Int }
type Berry implements Fruit { id: ID! kin: Berry }
"""


def test_nothing_is_lost_where_the_key_means_something_else_for_another_type():
    oldest = {"__typename": "Apple", "id": "2", "size": 2, "kin": None}
    elder = {"__typename": "Apple", "id": "1", "size": 1, "kin": oldest}
    apple = {"__typename": "Apple", "id": "0", "size": 0, "kin": elder}
    graphs = [SubgraphDefinition(each, each, _LINK + sdl) for each, sdl in _SDLS.items()]
    subgraphs = Subgraphs(_SCHEMA, {"apple": apple}, [apple, elder, oldest])
    world = World(compose(graphs).supergraph_sdl or "", subgraphs)
    text = "{ apple { kin { kin { id } ... on Apple { kin { ... on Apple { size } } } } } }"
    outcome = world.run(text)
    assert outcome.data == {"apple": {"kin": {"kin": {"id": "2", "size": 2}}}}
    assert (outcome.was_careful, outcome.body) == (False, world.run_carefully(text).body)
