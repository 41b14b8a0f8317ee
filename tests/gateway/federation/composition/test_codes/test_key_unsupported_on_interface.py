"""KEY_UNSUPPORTED_ON_INTERFACE: a @key on an interface before federation 2.3."""

from gateway.federation.composition.compose import compose
from tests.gateway.federation.composition.harness import Q, subgraph


def test_a_key_on_an_interface_needs_federation_2_3():
    sdl = f'{Q} interface I @key(fields: "id") {{ id: ID! }}'

    early = compose([subgraph("a", sdl, version="2.2")]).errors
    late = compose([subgraph("a", sdl, version="2.3")]).errors

    assert [error.code.name for error in early] == ["KEY_UNSUPPORTED_ON_INTERFACE"]
    assert late == ()
