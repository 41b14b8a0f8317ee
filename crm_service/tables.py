"""The CRM's tables. A record's full state is one JSON document; columns are what is searched."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

from chassis.answers import answers_table
from chassis.audit import audit_table
from chassis.audit_chain import chain_table
from chassis.columns import Instant, JSONText
from chassis.outbox import outbox_table

METADATA = MetaData()
OUTBOX = outbox_table(METADATA)
ANSWERS = answers_table(METADATA)
AUDIT = audit_table(METADATA)
AUDIT_CHAIN = chain_table(METADATA)

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
    Column("tax_id", String(64), unique=True),
    Column("lifecycle", String(16), nullable=False),
    Column("partner_id", String(64)),
    # How the partner calls his customer; his own word for one only.
    Column("partner_customer_reference", String(200)),
    Column("searchable", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("state", JSONText, nullable=False),
    Index("customers_in_order", "created_at", "id"),
    Index(
        "customers_of_partner",
        *("partner_id", "partner_customer_reference"),
        unique=True,
    ),
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
    Column("searchable", Text, nullable=False),
    Column("published", Boolean, nullable=False),
    Column("state", JSONText, nullable=False),
)
PRODUCT_ATTRIBUTES = Table(
    "product_attributes",
    METADATA,
    Column("sku", ForeignKey("products.sku"), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("value", String(300), nullable=False),
)
CATEGORIES = Table(
    "categories",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("parent_id", String(64)),
    Column("state", JSONText, nullable=False),
)
QUOTES = Table(
    "quotes",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("order_id", String(64), unique=True),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    # The day as text, which sorts; set while the quote is offered until a day.
    Column("valid_until", String(10)),
    Column("created_at", Instant, nullable=False),
    Index("quotes_by_validity", "state", "valid_until"),
    Index("quotes_in_order", "created_at", "id"),
    Index("quotes_of_customer", "customer_id", "created_at", "id"),
)
QUOTE_REVISIONS = Table(
    "quote_revisions",
    METADATA,
    Column("quote_id", ForeignKey("quotes.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("state", JSONText, nullable=False),
)
CONTRACTS = Table(
    "contracts",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("state", JSONText, nullable=False),
    Index("contracts_of_customer", "customer_id", "created_at", "id"),
)
CONTRACT_LINES = Table(
    "contract_lines",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("contract_id", ForeignKey("contracts.id"), nullable=False),
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
    Column("customer_id", ForeignKey("customers.id")),
    Column("quote_id", ForeignKey("quotes.id")),
    Column("caller_number", String(64)),
    Column("started_at", Instant, nullable=False),
    Column("state", JSONText, nullable=False),
    Index("interactions_of_customer", "customer_id", "started_at", "id"),
    Index("interactions_of_quote", "quote_id", "started_at", "id"),
    Index("interactions_by_number", "caller_number", "started_at"),
)
CLAIMS = Table(
    "claims",
    METADATA,
    Column("client_id", String(128), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("answer", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)
