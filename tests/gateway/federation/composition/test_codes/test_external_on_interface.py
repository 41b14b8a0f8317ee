"""EXTERNAL_ON_INTERFACE: a field of an interface is @external."""

from tests.gateway.federation.composition.harness import Q, errors


def test_a_field_of_an_interface_is_never_external():
    codes = errors(f"{Q} interface I {{ a: Int @external }}")

    assert "EXTERNAL_ON_INTERFACE" in codes
