"""From the shape of the answer to ``msgspec.Struct`` classes, one for each fetch at each place.

All classes of a place have the same attributes, in the answer's order. What the fetch supplies is
required and typed; what other fetches supply is ``UNSET``, which is not encoded, until they assign
it. So an object is what the client gets, whoever brought it.

At abstract places the replies are decoded as tagged unions. msgspec writes a tag first, so these
objects are converted at once to classes without tags.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Literal

import msgspec
from msgspec import UNSET

from gateway.federation.execution.leaves import hides_nulls, leaf_annotation
from gateway.federation.execution.shape import TYPENAME_KEY, Member, Place, Variant
from gateway.federation.execution.typed.boundaries import NotTypableError
from gateway.federation.execution.typed.source import alias_attribute, attribute, constructor
from gateway.federation.language.type_reference import ListType, NonNullType, TypeReference
from gateway.federation.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class Branch:
    """A member that holds objects: its attribute as decoded, as it stays, and what is in it."""

    decoded_as: str
    stays_as: str
    decoding: Decoding


@dataclass(frozen=True, slots=True, eq=False)
class DecodedClass:
    """What to know of the objects of one generated class.

    Attributes:
        convert: to the class that stays; None when this one stays.
        leaves_with_nulls: attributes where a forbidden null would pass unseen, with their types.
    """

    convert: Callable[[Any], Any] | None
    leaves_with_nulls: tuple[tuple[str, TypeReference], ...]
    branches: tuple[Branch, ...]


@dataclass(slots=True, eq=False)
class Decoding:
    """How the objects of a place come out of the reply of one fetch.

    Attributes:
        annotation: a class, or a union of tagged classes.
        classes: each generated class to its description.
        needs_conversion: something here or below has to be converted.
        may_hide_nulls: something here or below has to be looked at for nulls.
    """

    annotation: Any
    classes: Mapping[type, DecodedClass]
    needs_conversion: bool = field(init=False)
    may_hide_nulls: bool = field(init=False)

    def __post_init__(self) -> None:
        described = self.classes.values()
        below = [branch.decoding for each in described for branch in each.branches]
        self.needs_conversion = any(each.convert is not None for each in described) or any(
            each.needs_conversion for each in below
        )
        self.may_hide_nulls = any(each.leaves_with_nulls for each in described) or any(
            each.may_hide_nulls for each in below
        )


class _NoObject(msgspec.Struct, tag_field=TYPENAME_KEY, tag=""):
    """Fills up a union; never decoded."""

    def __post_init__(self) -> None:
        raise ValueError("no type has this name")


@dataclass(slots=True)
class ClassMaker:
    """Makes the classes of one program."""

    supergraph: Supergraph
    _stay: dict[Variant, type] = field(default_factory=dict)
    _known: dict[tuple[int, Place], Decoding] = field(default_factory=dict)
    _leaves: dict[object, Decoding] = field(default_factory=dict)
    _defined: dict[object, type] = field(default_factory=dict)

    def decoding(self, fetch_id: int, place: Place) -> Decoding:
        """How this fetch's objects at this place are decoded.

        Raises:
            NotTypableError: the reply does not tell types apart, or lacks something visible.
        """
        question = (fetch_id, place)
        if question not in self._known:
            self._known[question] = self._decoding(fetch_id, place)
        return self._known[question]

    def entity(self, fetch_id: int, place: Place, type_name: str) -> Decoding:
        """How an entity is decoded whose type is known from its representation.

        Such an object only hands over its members, so it has no others; and where these are the
        same leaves, objects at different places can be given from one.
        """
        members = {
            key: member
            for key, member in place.variants[type_name].members.items()
            if fetch_id in member.suppliers
        }
        variant = Variant((type_name,), members)
        if any(member.place is not None for member in members.values()):
            return self._single(fetch_id, place, variant)
        look = tuple(
            (key, each.field_name, str(each.type), each.is_visible, each.suppliers[fetch_id])
            for key, each in members.items()
        )
        question = (type_name, place.is_abstract, look)
        if question not in self._leaves:
            self._leaves[question] = self._single(fetch_id, place, variant)
        return self._leaves[question]

    def staying(self, place: Place, variant: Variant) -> type:
        """The class without a tag; every member may still be missing."""
        if variant not in self._stay:
            members = _kept(place, variant)
            fields = [(attribute(key), Any, _default(place, each)) for key, each in members.items()]
            self._stay[variant] = _define(
                place.type_name, fields, {attribute(key): key for key in members}
            )
        return self._stay[variant]

    def _decoding(self, fetch_id: int, place: Place) -> Decoding:
        variants = place.distinct_variants
        if len(variants) == 1:
            return self._single(fetch_id, place, variants[0])
        made: dict[type, DecodedClass] = {}
        for name, variant in place.variants.items():
            if _is_supplied(variant):
                made.update([self._tagged(fetch_id, place, variant, name)])
        if not made:
            raise NotTypableError(f"no type at a place of type {place.type_name} is supplied")
        # Of one class alone msgspec takes an object without a tag.
        return Decoding(reduce(or_, made, _NoObject), made)

    def _single(self, fetch_id: int, place: Place, variant: Variant) -> Decoding:
        if not _is_supplied(variant):
            raise NotTypableError(f"something visible of {place.type_name} has no supplier")
        cls, described = self._class(fetch_id, place, variant, None)
        return Decoding(cls, {cls: described})

    def _tagged(
        self, fetch_id: int, place: Place, variant: Variant, type_name: str
    ) -> tuple[type, DecodedClass]:
        if not any(
            member.suppliers.get(fetch_id) == TYPENAME_KEY for member in variant.members.values()
        ):
            raise NotTypableError(f"the reply does not tell the types of {place.type_name} apart")
        return self._class(fetch_id, place, variant, type_name)

    def _class(
        self, fetch_id: int, place: Place, variant: Variant, tag: str | None
    ) -> tuple[type, DecodedClass]:
        fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
        names: dict[str, str] = {}
        sources: dict[str, str] = {}
        for key, member in _kept(place, variant).items():
            sent_as = member.suppliers.get(fetch_id)
            is_tag = tag is not None and sent_as == TYPENAME_KEY
            if sent_as is None:
                fields.append((attribute(key), Any, _default(place, member)))
            elif not is_tag:
                source = attribute(key) if sent_as == key else alias_attribute(sent_as)
                fields.append((source, self._annotation(fetch_id, place, variant, member)))
                sources[attribute(key)] = source
                names[source] = sent_as
            if sent_as in (None, key):
                names[attribute(key)] = key
        names = {name: sent for name, sent in names.items() if name in {each[0] for each in fields}}
        if len(set(names.values())) < len(names):
            raise NotTypableError(f"two members of {place.type_name} are sent under one key")
        cls = self._decoded(place.type_name, fields, names, tag)
        convert = None
        if tag is not None or any(source != name for name, source in sources.items()):
            constants = _typenames(variant, fetch_id, tag)
            convert = constructor(self.staying(place, variant), sources, constants)
        return cls, self._describe(fetch_id, variant, sources, convert)

    def _decoded(
        self, type_name: str, fields: list[Any], names: Mapping[str, str], tag: str | None
    ) -> type:
        """A class to decode into; the same for all places and fetches that would have equal ones.

        The processor's cache is small: whatever plans have twice, they lose twice.
        """
        look = (type_name, tuple(fields), tuple(names.items()), tag)
        if look not in self._defined:
            self._defined[look] = _define(type_name, fields, names, tag)
        return self._defined[look]

    def _annotation(self, fetch_id: int, place: Place, variant: Variant, member: Member) -> Any:
        if member.place is not None:
            return _wrapped(member.type, self.decoding(fetch_id, member.place).annotation)
        if member.field_name == TYPENAME_KEY:
            names = variant.type_names if place.is_abstract else (place.type_name,)
            return Literal[tuple(names)]
        return leaf_annotation(member.type, self.supergraph, is_visible=member.is_visible)

    def _describe(
        self,
        fetch_id: int,
        variant: Variant,
        sources: Mapping[str, str],
        convert: Callable[[Any], Any] | None,
    ) -> DecodedClass:
        members = {attribute(key): member for key, member in variant.members.items()}
        return DecodedClass(
            convert,
            tuple(
                (source, members[name].type)
                for name, source in sources.items()
                if members[name].place is None and hides_nulls(members[name].type, self.supergraph)
            ),
            tuple(
                Branch(source, name, self.decoding(fetch_id, place))
                for name, source in sources.items()
                if (place := members[name].place) is not None
            ),
        )


def is_kept(place: Place, member: Member) -> bool:
    """Whether the classes have the member: a hidden ``__typename`` says nothing where it must be.

    What is never decoded need not be cleared.
    """
    return member.is_visible or place.is_abstract or member.field_name != TYPENAME_KEY


def _kept(place: Place, variant: Variant) -> dict[str, Member]:
    return {key: each for key, each in variant.members.items() if is_kept(place, each)}


def _default(place: Place, member: Member) -> Any:
    if member.field_name == TYPENAME_KEY and not place.is_abstract:
        return place.type_name
    return UNSET


def _is_supplied(variant: Variant) -> bool:
    return all(
        member.suppliers or not member.is_visible or member.field_name.startswith("__")
        for member in variant.members.values()
    )


def _typenames(variant: Variant, fetch_id: int, tag: str | None) -> dict[str, object]:
    if tag is None:
        return {}
    return {
        attribute(key): tag
        for key, member in variant.members.items()
        if member.suppliers.get(fetch_id) == TYPENAME_KEY
    }


def _wrapped(reference: TypeReference, annotation: Any) -> Any:
    match reference:
        case NonNullType(of=ListType(item)):
            return list[_wrapped(item, annotation)]  # type: ignore[misc]  # made for msgspec
        case NonNullType():
            return annotation
        case ListType(item):
            return list[_wrapped(item, annotation)] | None  # type: ignore[misc]  # likewise
        case _:
            return annotation | None


def _define(
    name: str,
    fields: list[Any],
    names: Mapping[str, str],
    tag: str | None = None,
) -> type:
    """Without the collector's attention: these objects never form cycles."""
    return msgspec.defstruct(
        name,
        fields,
        gc=False,
        kw_only=True,
        rename=dict(names),
        tag_field=TYPENAME_KEY if tag else None,
        tag=tag,
    )
