"""The CRM's tables. A record's full state is one JSON document; columns are what is searched."""

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table

from chassis.answers import answers_table
from chassis.audit import audit_table
from chassis.columns import Instant, JSONText
from chassis.outbox import outbox_table

METADATA = MetaData()
OUTBOX = outbox_table(METADATA)
ANSWERS = answers_table(METADATA)
AUDIT = audit_table(METADATA)

STAFF = Table(
    "staff",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("display_name", String(200), nullable=False),
)
CUSTOMERS = Table(
    "customers",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    # R-DUP: two agents at once cannot both win.
    Column("tax_id", String(32), unique=True),
    Column("created_at", Instant, nullable=False),
    Column("state", JSONText, nullable=False),
)
CUSTOMER_MATCHES = Table(
    "customer_matches",
    METADATA,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("value", String(300), primary_key=True),
    Index("customer_matches_by_value", "kind", "value"),
)
PRODUCTS = Table(
    "products",
    METADATA,
    Column("sku", String(64), primary_key=True),
    Column("category_id", String(64), nullable=False),
    Column("searchable", String, nullable=False),
    Column("state", JSONText, nullable=False),
)
CATEGORIES = Table(
    "categories",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("state", JSONText, nullable=False),
)
QUOTES = Table(
    "quotes",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("order_id", String(64), unique=True),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
)
QUOTE_REVISIONS = Table(
    "quote_revisions",
    METADATA,
    Column("quote_id", ForeignKey("quotes.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("state", JSONText, nullable=False),
)
NUMBERS = Table(
    "numbers",
    METADATA,
    Column("series", String(16), primary_key=True),
    Column("last", Integer, nullable=False),
)
INTERACTIONS = Table(
    "interactions",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("customer_id", String(64), index=True),
    Column("quote_id", String(64), index=True),
    Column("started_at", Instant, nullable=False),
    Column("state", JSONText, nullable=False),
)
