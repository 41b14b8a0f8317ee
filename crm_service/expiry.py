"""Offers end by themselves: a minute after their last day at the latest they are EXPIRED."""

import asyncio
import logging
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from chassis.clock import now
from crm_service import quotes
from crm_service.refusals import RefusedError
from crm_service.writing import Transaction, Writer

INTERVAL_SECONDS = 60.0
_log = logging.getLogger(__name__)


async def keep_expiring(writer: Writer) -> None:
    """Look every minute until cancelled; a look that fails is told, and the next one follows."""
    while True:
        await asyncio.sleep(INTERVAL_SECONDS)
        try:
            await expire_quotes(writer)
        except SQLAlchemyError:
            _log.exception("offers could not be expired; the next look is in a minute")


async def expire_quotes(writer: Writer) -> list[str]:
    """Expire all overdue offers, each in a transaction of its own; gives their ids."""
    async with writer.database.read() as connection:
        overdue = await quotes.find_overdue(connection, now())
    expired = []
    for quote in overdue:
        work = partial(_expire, quote_id=quote.id, revision=quote.revision)
        try:
            expired.append(await writer.write("expireQuote", work))
        except RefusedError:
            _log.info("quote %s was changed before it could expire", quote.id)
    return expired


async def _expire(transaction: Transaction, quote_id: str, revision: int) -> str:
    quote = await quotes.require(transaction.connection, quote_id, revision)
    return await quotes.move(transaction, quote, "EXPIRED")
