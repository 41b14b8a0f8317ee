"""``__typename`` in a key: every representation tells its type anyway, and objects inside do then."""

import json

import pytest

from tests.gateway.federation.composition.harness import supergraph
from tests.gateway.federation.planner.federation import Federation

OWNER = {"__typename": "Owner", "id": "o"}
SITE = {"__typename": "Site", "id": "s", "owner": OWNER, "rank": 3}
NESTED = "owner { __typename id }"


def world(key: str) -> Federation:
    entry = f'type Query {{ site: Site sites: [Site!] }} type Site @key(fields: "{key}")'
    owner = 'type Owner @key(fields: "id") { id: ID! }'
    sdl = supergraph(
        f"{entry} {{ id: ID! @shareable owner: Owner! @shareable }} {owner}",
        f'type Site @key(fields: "{key}") {{ id: ID! @shareable owner: Owner! @shareable rank: Int }} {owner}',
    )
    return Federation(sdl, {"site": SITE, "sites": [SITE, SITE]}, [SITE, OWNER])


@pytest.mark.parametrize("key", ["id __typename", "__typename id", NESTED])
@pytest.mark.parametrize("text", ["{ site { rank } }", "{ sites { rank t: __typename } }"])
def test_the_answer_is_the_monoliths(key: str, text: str):
    world(key).check(text)


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("id __typename", {"__typename": "Site", "id": "s"}),
        (NESTED, {"__typename": "Site", "owner": {"__typename": "Owner", "id": "o"}}),
    ],
)
def test_the_type_is_sent_once(key: str, sent: object):
    federation = world(key)
    bodies: list[str] = []
    asked = federation.subgraphs["b"].answer
    federation.subgraphs["b"].answer = lambda request: (  # type: ignore[method-assign]
        bodies.append(json.dumps(request["variables"]["representations"])) or asked(request)
    )

    federation.execute("{ site { rank } }")

    assert bodies == [json.dumps([sent])]
