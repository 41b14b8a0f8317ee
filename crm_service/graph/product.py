"""The marketing side of a product: names, texts, category, attributes."""

from typing import Self

import strawberry
from strawberry import ID, Private

from crm_service import records
from crm_service.catalogue import text_in
from crm_service.graph.shared import Connection, Info, connect
from crm_service.pages import Page


@strawberry.type
class ProductAttribute:
    """One property to search by."""

    name: str
    value: str


@strawberry.type
class ProductCategory:
    """A branch of the catalogue."""

    id: ID
    record: Private[records.Category]

    @strawberry.field
    def name(self, language: str | None = None) -> str:
        """In a language, else in English."""
        return text_in(self.record.name, language) or self.record.id

    @strawberry.field
    async def parent(self, info: Info) -> "ProductCategory | None":
        """The category above."""
        above = self.record.parent
        return None if above is None else await ProductCategory.find(info, above)

    @classmethod
    async def find(cls, info: Info, category_id: str) -> Self:
        """By id; loaded in batches. One without an entry shows its id as its name."""
        found = await info.context.categories.load(category_id)
        record = found or records.Category(id=category_id, name={})
        return cls(id=ID(category_id), record=record)


@strawberry.federation.type(keys=["sku"])
class Product:
    """A product of the e-catalogue."""

    sku: ID = strawberry.federation.field(tags=["partner"])
    images: list[str]
    published: bool
    record: Private[records.Product]

    @strawberry.federation.field(tags=["partner"])  # type: ignore[untyped-decorator]  # so declared
    def name(self, language: str | None = None) -> str:
        """In a language, else in English."""
        return text_in(self.record.name, language) or self.record.sku

    @strawberry.field
    def short_description(self, language: str | None = None) -> str | None:
        """In a language, else in English."""
        return text_in(self.record.short_description, language)

    @strawberry.field
    async def category(self, info: Info) -> ProductCategory:
        """Where it stands in the catalogue."""
        return await ProductCategory.find(info, self.record.category)

    @strawberry.field
    def attributes(self) -> list[ProductAttribute]:
        """By name."""
        pairs = sorted(self.record.attributes.items())
        return [ProductAttribute(name=name, value=value) for name, value in pairs]

    @classmethod
    def connection(cls, page: Page) -> Connection[Self]:
        """From a page of states."""
        return connect(page, [cls.of(record) for record in page.records(records.Product)])

    @classmethod
    async def resolve_reference(cls, info: Info, sku: ID) -> Self | None:
        """One entity of a batch."""
        return await cls.find(info, sku)

    @classmethod
    async def find(cls, info: Info, sku: str) -> Self | None:
        """By SKU; loaded in batches."""
        found = await info.context.products.load(sku)
        return None if found is None else cls.of(found)

    @classmethod
    def of(cls, record: records.Product) -> Self:
        """From a record."""
        images = list(record.images)
        return cls(sku=ID(record.sku), images=images, published=record.published, record=record)
