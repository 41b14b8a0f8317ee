"""The CRM's part of a merge; the order process carries it through both systems."""

from typing import Any, cast

import strawberry
from strawberry import ID

from chassis.scalars import JSONScalar
from crm_service.graph.payloads import CustomerPayload
from crm_service.graph.shared import Info
from crm_service.merging import Merge, merge
from crm_service.refusals import Refusal, RefusedError
from crm_service.writing import Transaction


@strawberry.federation.input(inaccessible=True)
class CustomerMergeInput:
    """``versions`` are those of the survivor and the duplicates, in that order."""

    survivor_id: ID
    duplicate_ids: list[ID]
    versions: list[int]
    field_choices: JSONScalar | None = None

    def to_merge(self) -> Merge:
        """As the writer takes it.

        Raises:
            RefusedError: INVALID.
        """
        choices = cast("Any", self.field_choices or {})
        if not isinstance(choices, dict) or not all(
            isinstance(each, str) for each in choices.values()
        ):
            message = "fieldChoices is an object of field names and customer ids"
            raise RefusedError(Refusal("INVALID", message, ("input", "fieldChoices")))
        return Merge(self.survivor_id, tuple(self.duplicate_ids), tuple(self.versions), choices)


async def merge_customer_records(
    info: Info,
    request_id: ID,
    input: CustomerMergeInput,  # noqa: A002 - the argument's name
) -> CustomerPayload:
    """All of a merge in the CRM, or nothing; the survivor is answered."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        return await merge(transaction, input.to_merge())

    return await CustomerPayload.of(info, "mergeCustomers", work, request_id)


@strawberry.type
class MergeMutation:
    """What the order process writes of a merge."""

    merge_customer_records: CustomerPayload = strawberry.federation.mutation(
        resolver=merge_customer_records, inaccessible=True
    )
