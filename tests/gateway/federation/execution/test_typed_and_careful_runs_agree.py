"""The law that holds the two runs together, over random schemas, data and operations."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gateway.federation.execution.random_worlds import operations, worlds

_SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@_SLOW
@given(st.data())
def test_both_runs_send_the_same_requests_and_give_the_monoliths_answer(data: st.DataObject):
    random = data.draw(worlds())
    text = data.draw(operations(random))
    variables = {"yes": data.draw(st.booleans()), "no": data.draw(st.booleans())}
    typed = random.world.run(text, variables)
    careful = random.world.run_carefully(text, variables)
    assert careful.errors == []
    assert careful.data_text == random.world.subgraphs.monolith(text, variables)
    assert typed.body == careful.body
    assert typed.sent == careful.sent
    assert not typed.was_careful
