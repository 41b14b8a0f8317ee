"""Tables of the order process.

A claim is inserted before any work, with its partner reference, and never changed but for its
answer and its end; events are gapless per
order; an order's document is the projection that reads are served from.
"""

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, UniqueConstraint

from chassis.audit import audit_table
from chassis.audit_chain import chain_table
from chassis.columns import Instant, JSONText

METADATA = MetaData()

CLAIMS = Table(
    "claims",
    METADATA,
    Column("id", String(80), primary_key=True),
    Column("client_id", String(128), nullable=False),
    Column("key", String(128), nullable=False),
    Column("operation", String(32), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("order_id", String(64), nullable=False, index=True),
    Column("ids", JSONText, nullable=False),
    Column("request", JSONText, nullable=False),
    Column("actor", JSONText, nullable=False),
    Column("at", Instant, nullable=False),
    Column("answer", JSONText),
    Column("finished", Integer, nullable=False, default=0, index=True),
    UniqueConstraint("client_id", "key"),
)
REFERENCES = Table(
    "partner_references",
    METADATA,
    Column("scope", String(128), primary_key=True),
    Column("reference", String(200), primary_key=True),
    Column("order_id", String(64), nullable=False, index=True),
)
ORDERS = Table(
    "orders",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("customer_id", String(64), nullable=False, index=True),
    Column("partner_id", String(64), index=True),
    Column("status", String(32), nullable=False, index=True),
    Column("updated_at", Instant, nullable=False),
    Column("document", JSONText, nullable=False),
    sqlite_autoincrement=True,
)
DECISIONS = Table(
    "decisions",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("order_id", String(64), nullable=False, index=True),
    Column("document", JSONText, nullable=False),
)
EVENTS = Table(
    "events",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("order_id", String(64), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("customer_id", String(64), nullable=False, index=True),
    Column("document", JSONText, nullable=False),
    UniqueConstraint("order_id", "sequence"),
    sqlite_autoincrement=True,
)
# `open_key` is unique while a conflict is open: two runs at once find it once.
CONFLICTS = Table(
    "conflicts",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("code", String(32), nullable=False),
    Column("entity_id", String(200), nullable=False, index=True),
    Column("order_id", String(200), index=True),
    Column("is_open", Integer, nullable=False, index=True),
    Column("open_key", String(400), nullable=False, unique=True),
    Column("document", JSONText, nullable=False),
    sqlite_autoincrement=True,
)
REPORTS = Table(
    "reconciliation_reports",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("is_finished", Integer, nullable=False, index=True),
    Column("document", JSONText, nullable=False),
    sqlite_autoincrement=True,
)
FINDINGS = Table(
    "reconciliation_findings",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("report_id", String(64), nullable=False),
    Column("conflict_id", String(64), nullable=False),
    Column("code", String(32), nullable=False),
    UniqueConstraint("report_id", "conflict_id"),
    sqlite_autoincrement=True,
)
CURSORS = Table(
    "cursors",
    METADATA,
    Column("system", String(8), primary_key=True),
    Column("position", Integer, nullable=False),
)
LINKS = Table(
    "links",
    METADATA,
    Column("system", String(8), primary_key=True),
    Column("entity_type", String(32), primary_key=True),
    Column("entity_id", String(64), primary_key=True),
    Column("external_id", String(64)),
    Column("external_version", Integer),
    Column("wanted_version", Integer, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("linked_at", Instant),
    UniqueConstraint("system", "entity_type", "external_id"),
)
IMPORT_ROWS = Table(
    "import_rows",
    METADATA,
    Column("job_id", String(64), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("reference", String(200), nullable=False),
    Column("request", JSONText, nullable=False),
    Column("state", String(16), nullable=False),
    Column("order_id", String(64)),
    Column("errors", JSONText, nullable=False),
    Index("import_rows_by_state", "job_id", "state", "position"),
)
EXPORTS = Table(
    "exports",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("customer_id", String(64), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
    Column("document", JSONText, nullable=False),
)
PARTNER_KEYS = Table(
    "partner_keys",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("partner_id", String(200), nullable=False),
    Column("label", String(200), nullable=False),
    Column("scopes", JSONText, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("revoked_at", Instant),
    sqlite_autoincrement=True,
)
MERGED_CUSTOMERS = Table(
    "merged_customers",
    METADATA,
    Column("customer_id", String(64), primary_key=True),
    Column("survivor_id", String(64), nullable=False, index=True),
)
# One row for each process that shares the work; `beat` rises while it lives.
EXECUTORS = Table(
    "executors",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("place", String(300), nullable=False),
    Column("beat", Integer, nullable=False),
)
AUDIT = audit_table(METADATA)
AUDIT_CHAIN = chain_table(METADATA)
