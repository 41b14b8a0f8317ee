"""Random operations over the worlds of the other tests here: the answer is the monolith's."""

import pytest
from graphql import parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gateway.federation.planner import (
    test_conditions,
    test_interface_objects,
    test_interfaces,
    test_keys,
    test_partial_unions,
    test_provides,
    test_requirements,
    test_shared_fields,
)
from tests.gateway.federation.planner.federation import Federation
from tests.gateway.federation.planner.random_operations import operations

_FRUIT = {"fruit": test_interfaces.BERRY, "any": test_interfaces.APPLE, "found": None}
WORLDS = {
    "conditions": test_conditions.WORLD,
    "interface objects": test_interface_objects.WORLD,
    "interfaces": Federation(
        test_interfaces.SDL,
        _FRUIT,
        [test_interfaces.APPLE, test_interfaces.BERRY, test_interfaces.DAMSON],
    ),
    "keys": test_keys.WORLD,
    "partial unions": test_partial_unions.WORLD,
    "provides": test_provides.WORLD,
    "requirements": test_requirements.WORLD,
    "shared fields": test_shared_fields.WORLD,
}


@pytest.mark.parametrize("name", WORLDS)
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(data=st.data())
def test_the_answer_is_the_monoliths(name: str, data: st.DataObject):
    world = WORLDS[name]
    text = data.draw(operations(world.schema))
    if not validate(world.schema, parse(text)) and "key" not in text:
        world.check(text, {"a": data.draw(st.booleans()), "b": data.draw(st.booleans())})
