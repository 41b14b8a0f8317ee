"""The CRM's subgraph: customers, the catalogue, quotes, the conversation log."""

import strawberry
from strawberry.federation import Schema
from strawberry.schema.config import StrawberryConfig

from chassis.scalars import SCALARS
from crm_service.graph.auditing import AuditQuery
from crm_service.graph.contract_writes import ContractMutation
from crm_service.graph.customer_writes import CustomerMutation
from crm_service.graph.entities import Contract, Customer, Interaction, Quote
from crm_service.graph.errors import (
    DuplicateCustomer,
    FieldNotOwned,
    InvalidInput,
    NotAllowedInState,
    QuoteRevisionConflict,
)
from crm_service.graph.interaction_writes import InteractionMutation
from crm_service.graph.merging import MergeMutation
from crm_service.graph.process import ProcessMutation
from crm_service.graph.product import Product
from crm_service.graph.queries import Query as Reads
from crm_service.graph.quote_writes import QuoteMutation
from crm_service.graph.staff import StaffMember


@strawberry.type
class Query(Reads, AuditQuery):
    """What can be read."""


@strawberry.type
class Mutation(
    CustomerMutation,
    QuoteMutation,
    InteractionMutation,
    ContractMutation,
    ProcessMutation,
    MergeMutation,
):
    """What can be written."""


schema = Schema(
    query=Query,
    mutation=Mutation,
    types=[
        *(Customer, Contract, Product, Quote, Interaction, StaffMember),
        *(InvalidInput, NotAllowedInState, DuplicateCustomer, QuoteRevisionConflict),
        FieldNotOwned,
    ],
    federation_version="2.3",
    config=StrawberryConfig(scalar_map=SCALARS),
)
