"""GraphQL over HTTP, as npm ``graphql-http`` audits a server: 13 MUST, 23 SHOULD, 25 MAY."""

import json

from tests.conformance.npm import run_node
from tests.conformance.served import served


def test_all_61_audits_pass_in_the_development_profile():
    with served("development") as url:
        results = json.loads(run_node("graphql_over_http.mjs", url))
    assert [each for each in results if each["status"] != "ok"] == []
    assert len(results) == 61
