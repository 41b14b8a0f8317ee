"""The documentation page of all codes, made from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.federation.composition.catalogue import Code, Hint

_HEAD = """\
# Codes of composition

Made from `gateway/federation/composition/catalogue.py` by `scripts/document_codes.py`; do not edit.

The codes are Apollo's, so that what is written about them elsewhere applies here. Errors prevent a
supergraph, hints do not. Each message says which subgraph, which element and line, and what to do.
"""


def codes_page() -> str:
    """The page as Markdown: a table of errors, a table of hints, both by name."""
    return "\n".join([_HEAD, *_errors(), "", *_hints(), ""])


def _errors() -> Iterator[str]:
    yield from ("## Errors", "", "| code | meaning | since federation |", "| --- | --- | --- |")
    for code in sorted(Code, key=lambda each: each.name):
        since = "1" if code.value.since == "0" else code.value.since
        yield f"| `{code.name}` | {code.meaning} | {since} |"


def _hints() -> Iterator[str]:
    yield from ("## Hints", "", "| code | meaning | level |", "| --- | --- | --- |")
    for hint in sorted(Hint, key=lambda each: each.name):
        yield f"| `{hint.name}` | {hint.meaning} | {hint.value.level.value} |"
