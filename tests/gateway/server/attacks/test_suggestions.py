"""In production no error names what exists."""

from __future__ import annotations

from typing import Any

import pytest

MISSPELT: list[tuple[str, dict[str, object]]] = [
    ("{ customerz { id } }", {}),
    ('{ customer(idd: "1") { id } }', {}),
    ('{ customer(id: "1", state: ACTIV) { id } }', {}),
    ('{ customer(id: "1", filter: {nam: "x"}) { id } }', {}),
    ("query($f: Filte) { __typename }", {}),
    ("{ ... on Custome { id } }", {}),
    ("{ __typename @skipp(if: true) }", {}),
    ('query($s: State) { customer(id: "1", state: $s) { id } }', {"s": "ACTIV"}),
    ('query($f: Filter) { customer(id: "1", filter: $f) { id } }', {"f": {"nam": "x"}}),
]


@pytest.mark.parametrize(("query", "variables"), MISSPELT)
async def test_a_misspelt_name_is_not_corrected(
    production: Any, query: str, variables: dict[str, object]
):
    answer = await production.ask(query, variables=variables)
    assert answer.status_code == 400
    assert "Did you mean" not in answer.text
    assert production.calls == []


async def test_the_developer_is_helped(development: Any):
    assert "Did you mean" in (await development.ask(MISSPELT[0][0])).text


async def test_many_mistakes_are_not_all_told(production: Any):
    answer = await production.ask("{ " + " ".join(f"unknown{n}" for n in range(15)) + " }")
    assert len(answer.json()["errors"]) < 10
