"""Which media type an answer has (RFC 9110, section 12.5.1), and what a body may be."""

from functools import lru_cache

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
EVENT_STREAM = "text/event-stream"
PARTS = "multipart/mixed"


@lru_cache(maxsize=256)
def answer_media_type(accept: str) -> str | None:
    """The served type that ``accept`` likes best; None when it takes neither.

    On a tie ``application/graphql-response+json`` wins where it is named; a missing header and
    mere wildcards get ``application/json``, which every client reads.
    """
    if not accept.strip():
        return JSON
    ranges = dict(_range(part) for part in accept.split(",") if part.strip())
    wildcard = ranges.get("application/*", ranges.get("*/*", 0.0))
    modern, legacy = ranges.get(GRAPHQL_RESPONSE, wildcard), ranges.get(JSON, wildcard)
    if max(modern, legacy) <= 0:
        return None
    if modern == legacy:
        return GRAPHQL_RESPONSE if GRAPHQL_RESPONSE in ranges else JSON
    return GRAPHQL_RESPONSE if modern > legacy else JSON


def accepts_event_stream(accept: str) -> bool:
    """Whether server-sent events are asked for by name; a wildcard does not mean them."""
    return dict(_range(part) for part in accept.split(",")).get(EVENT_STREAM, 0.0) > 0


def accepts_parts(accept: str) -> bool:
    """Whether a subscription's answers may be parts of one (``subscriptionSpec`` 1.x)."""
    asked = (_parsed(part) for part in accept.split(","))
    return any(
        media_type == PARTS and parameters.get("subscriptionspec", "").startswith("1.")
        for media_type, parameters in asked
    )


@lru_cache(maxsize=256)
def is_json(content_type: str) -> bool:
    """Whether a request's body is announced as JSON in UTF-8."""
    media_type, parameters = _parsed(content_type)
    return media_type == JSON and parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8")


def _range(text: str) -> tuple[str, float]:
    media_type, parameters = _parsed(text)
    try:
        quality = float(parameters.get("q", "1"))
    except ValueError:
        quality = 0.0
    charset = parameters.get("charset", "utf-8").lower()
    return media_type, quality if charset in ("utf-8", "utf8") else 0.0


def _parsed(text: str) -> tuple[str, dict[str, str]]:
    media_type, *rest = (part.strip() for part in text.split(";"))
    pairs = (part.partition("=") for part in rest)
    return media_type.lower(), {
        name.strip().lower(): value.strip().strip('"') for name, _, value in pairs
    }
