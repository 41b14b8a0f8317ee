"""The e-catalogue: products by SKU, their categories, their search in all languages."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from crm_service.records import Category, Product
from crm_service.tables import CATEGORIES, PRODUCT_ATTRIBUTES, PRODUCTS

ORDER = (PRODUCTS.c.sku,)
FALLBACK_LANGUAGE = "en"
_PRODUCTS = select(PRODUCTS.c.state).where(PRODUCTS.c.sku.in_(bindparam("skus", expanding=True)))


def text_in(texts: dict[str, str], language: str | None) -> str | None:
    """A text in a language ("de", "de-AT"), else in English, else in any."""
    wanted = (language or FALLBACK_LANGUAGE).split("-")[0].lower()
    return texts.get(wanted) or texts.get(FALLBACK_LANGUAGE) or next(iter(texts.values()), None)


async def load(connection: AsyncConnection, skus: Iterable[str]) -> dict[str, Product]:
    """Products by SKU, in one query."""
    states = (await connection.execute(_PRODUCTS, {"skus": list(skus)})).scalars()
    found = [msgspec.convert(state, Product) for state in states]
    return {product.sku: product for product in found}


async def load_categories(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Category]:
    """Categories by id, in one query."""
    query = select(CATEGORIES.c.state).where(CATEGORIES.c.id.in_(list(ids)))
    states = (await connection.execute(query)).scalars()
    found = [msgspec.convert(state, Category) for state in states]
    return {category.id: category for category in found}


def find(
    search: str | None,
    category_id: str | None,
    attribute: tuple[str, str | None] | None,
    *,
    published: bool | None,
) -> Select[Any]:
    """The query for products that have every word of ``search`` in SKU, name or description.

    The category is the given one or one below it; the attribute is a name with its value, or
    with None for any value; ``published`` None finds both.
    """
    query = select(PRODUCTS.c.state)
    for word in (search or "").casefold().split():
        query = query.where(PRODUCTS.c.searchable.contains(word, autoescape=True))
    if category_id is not None:
        query = query.where(PRODUCTS.c.category_id.in_(_branch(category_id)))
    if attribute is not None:
        name, value = attribute
        same = (PRODUCT_ATTRIBUTES.c.sku == PRODUCTS.c.sku) & (PRODUCT_ATTRIBUTES.c.name == name)
        same &= PRODUCT_ATTRIBUTES.c.value == value if value is not None else same
        query = query.where(exists().where(same))
    return query if published is None else query.where(PRODUCTS.c.published == published)


def _branch(category_id: str) -> Select[tuple[str]]:
    branch = select(CATEGORIES.c.id).where(CATEGORIES.c.id == category_id).cte(recursive=True)
    below = select(CATEGORIES.c.id).join(branch, CATEGORIES.c.parent_id == branch.c.id)
    return select(branch.union(below).c.id)
