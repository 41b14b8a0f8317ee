"""The sagas of placeOrder and decideOrder (domain §1.2), re-runnable from their start.

Ids are made in the claim and each participant keeps its answers by request id. What a re-run must
not decide anew, its *plan*, is stored in the order's document before the first call that follows
from it. The pivot is the ERP's createSalesOrder: before it a definite refusal ends the request,
after it there is only forward.
"""
