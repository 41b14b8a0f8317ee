"""The CRM's subgraph: customers, the catalogue, quotes, the conversation log."""

import strawberry
from strawberry.federation import Schema
from strawberry.schema.config import StrawberryConfig

from chassis.scalars import SCALARS
from chassis.service import document_caches
from crm_service.graph.entities import Customer, Quote
from crm_service.graph.errors import DuplicateCustomer, InvalidInput, NotAllowedInState
from crm_service.graph.process import ProcessMutation
from crm_service.graph.product import Product
from crm_service.graph.queries import Query
from crm_service.graph.staff import StaffMember


@strawberry.type
class Mutation(ProcessMutation):
    """What can be written."""


schema = Schema(
    query=Query,
    mutation=Mutation,
    types=[
        *(Customer, Product, Quote, StaffMember),
        *(InvalidInput, NotAllowedInState, DuplicateCustomer),
    ],
    extensions=document_caches(),
    federation_version="2.3",
    config=StrawberryConfig(scalar_map=SCALARS),
)
