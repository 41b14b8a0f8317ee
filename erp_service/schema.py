"""The ERP's federation subgraph."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from chassis.scalars import SCALARS
from erp_service.graph.auditing import AuditQuery
from erp_service.graph.common import ErpRefusal
from erp_service.graph.contracts import Contract
from erp_service.graph.exporting import ExportQuery
from erp_service.graph.mutations import Mutation
from erp_service.graph.partners import Customer
from erp_service.graph.products import Product
from erp_service.graph.queries import Query as Reads
from erp_service.graph.warehouses import PriceList, Warehouse


@strawberry.type
class Query(Reads, AuditQuery, ExportQuery):
    """What may be read."""


schema = strawberry.federation.Schema(
    query=Query,
    mutation=Mutation,
    types=[Contract, Customer, Product, PriceList, Warehouse, ErpRefusal],
    federation_version="2.3",
    config=StrawberryConfig(scalar_map=SCALARS),
)
