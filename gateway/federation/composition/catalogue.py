"""Every code of composition, declared once: its meaning, and since which federation version.

The codes are Apollo's, so that answers found elsewhere apply here.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Entry(NamedTuple):
    """What is said about a code; ``since`` is a federation version, 0 for federation 1."""

    meaning: str
    since: str = "2.0"


class Code(Enum):
    """Errors: there is no supergraph until they are corrected."""

    # A subgraph by itself
    INVALID_GRAPHQL = Entry("The SDL of a subgraph, or what composition makes, is not valid.", "0")
    DIRECTIVE_DEFINITION_INVALID = Entry("A directive of federation is defined otherwise.")
    TYPE_DEFINITION_INVALID = Entry("A type of federation is defined otherwise.")
    INVALID_SUBGRAPH_NAME = Entry("A subgraph's name is empty, reserved or given twice.")
    UNKNOWN_LINK_VERSION = Entry("A linked version of the link specification is not known.", "2.1")
    INVALID_LINK_IDENTIFIER = Entry("A linked URL does not end in a name and a version.", "2.1")
    UNKNOWN_FEDERATION_LINK_VERSION = Entry("A linked version of federation is not known.")
    INVALID_LINK_DIRECTIVE_USAGE = Entry("An @link that is malformed or imports the unknown.")
    DIRECTIVE_COMPOSITION_ERROR = Entry(
        "A @composeDirective names what cannot be composed, or subgraphs disagree on it.", "2.1"
    )
    LINK_IMPORT_NAME_MISMATCH = Entry("A directive has different names in different subgraphs.")
    ROOT_QUERY_USED = Entry("Query is no root type, while the root type is called otherwise.", "0")
    ROOT_MUTATION_USED = Entry("Mutation is no root type, while the root is called otherwise.", "0")
    ROOT_SUBSCRIPTION_USED = Entry("Subscription is no root type, while the root is another.", "0")
    # Field sets
    KEY_INVALID_FIELDS = Entry("The fields of a @key do not exist, or cannot be read.")
    KEY_INVALID_FIELDS_TYPE = Entry("The fields of a @key are not a string.")
    KEY_FIELDS_HAS_ARGS = Entry("A @key selects a field with arguments.")
    KEY_FIELDS_SELECT_INVALID_TYPE = Entry(
        "A @key selects a field of an interface or union type.", "0"
    )
    KEY_DIRECTIVE_IN_FIELDS_ARG = Entry("A @key selects with @skip, @include or the like.", "2.1")
    KEY_UNSUPPORTED_ON_INTERFACE = Entry("A @key on an interface before federation 2.3.")
    REQUIRES_INVALID_FIELDS = Entry("The fields of a @requires do not exist, or cannot be read.")
    REQUIRES_INVALID_FIELDS_TYPE = Entry("The fields of a @requires are not a string.")
    REQUIRES_FIELDS_MISSING_EXTERNAL = Entry(
        "A @requires selects a field that is resolved here.", "0"
    )
    REQUIRES_DIRECTIVE_IN_FIELDS_ARG = Entry("A @requires selects with a directive.", "2.1")
    REQUIRES_UNSUPPORTED_ON_INTERFACE = Entry("A @requires on a field of an interface.")
    PROVIDES_INVALID_FIELDS = Entry("The fields of a @provides do not exist, or cannot be read.")
    PROVIDES_INVALID_FIELDS_TYPE = Entry("The fields of a @provides are not a string.")
    PROVIDES_FIELDS_HAS_ARGS = Entry("A @provides selects a field with arguments.")
    PROVIDES_FIELDS_MISSING_EXTERNAL = Entry(
        "A @provides selects a field that is resolved here.", "0"
    )
    PROVIDES_DIRECTIVE_IN_FIELDS_ARG = Entry("A @provides selects with a directive.", "2.1")
    PROVIDES_ON_NON_OBJECT_FIELD = Entry("A @provides on a field without fields of its own.")
    PROVIDES_UNSUPPORTED_ON_INTERFACE = Entry("A @provides on a field of an interface.")
    # Marks
    EXTERNAL_UNUSED = Entry("A field is @external, but nothing in the subgraph needs it.", "0")
    EXTERNAL_ON_INTERFACE = Entry("A field of an interface is @external.")
    CONTEXT_NAME_INVALID = Entry("A context's name has other characters than letters.", "2.8")
    CONTEXT_NOT_SET = Entry("An argument comes from a context that cannot be there.", "2.8")
    CONTEXT_INVALID_SELECTION = Entry("What an argument selects from a context is wrong.", "2.8")
    CONTEXT_NO_RESOLVABLE_KEY = Entry(
        "A field has an argument from a context, but its type cannot be entered.", "2.8"
    )
    NO_CONTEXT_IN_SELECTION = Entry("A @fromContext names no context, or selects nothing.", "2.8")
    COST_APPLIED_TO_INTERFACE_FIELD = Entry("A field of an interface has a @cost.", "2.9")
    LIST_SIZE_APPLIED_TO_NON_LIST = Entry("A @listSize speaks of something that is no list.", "2.9")
    LIST_SIZE_INVALID_ASSUMED_SIZE = Entry("The assumed size of a list is negative.", "2.9")
    LIST_SIZE_INVALID_SLICING_ARGUMENT = Entry(
        "A slicing argument of a @listSize does not exist, or is no Int.", "2.9"
    )
    LIST_SIZE_INVALID_SIZED_FIELD = Entry("A sized field of a @listSize does not exist.", "2.9")
    AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE = Entry(
        "An interface, or a field of one, asks for authorization by itself.", "2.5"
    )
    EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE = Entry(
        "A field is @external and has a directive that only counts where it is resolved.", "2.1"
    )
    INVALID_SHAREABLE_USAGE = Entry(
        "@shareable twice on one declaration, or on an interface.", "2.1"
    )
    INTERFACE_KEY_NOT_ON_IMPLEMENTATION = Entry(
        "An interface's @key is not on all its types.", "2.3"
    )
    TYPE_WITH_ONLY_UNUSED_EXTERNAL = Entry("A type of federation 1 has only useless fields.")
    # Between subgraphs: types and fields
    NO_QUERIES = Entry("No subgraph defines a query.", "0")
    TYPE_KIND_MISMATCH = Entry("A type is of different kinds in different subgraphs.")
    EXTENSION_WITH_NO_BASE = Entry("A type is extended everywhere and defined nowhere.", "0")
    FIELD_TYPE_MISMATCH = Entry("A field has incompatible types in different subgraphs.")
    FIELD_ARGUMENT_TYPE_MISMATCH = Entry("An argument has incompatible types.")
    FIELD_ARGUMENT_DEFAULT_MISMATCH = Entry("An argument has different defaults.")
    REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH = Entry(
        "An argument is required in one subgraph and unknown in another."
    )
    INVALID_FIELD_SHARING = Entry("A field is resolved by several subgraphs, yet not shareable.")
    EXTERNAL_MISSING_ON_BASE = Entry("An @external field is resolved by no subgraph.", "0")
    EXTERNAL_TYPE_MISMATCH = Entry("An @external field's type is not the one of its owner.", "0")
    EXTERNAL_ARGUMENT_MISSING = Entry("An @external field lacks an argument that its owner has.")
    EXTERNAL_ARGUMENT_TYPE_MISMATCH = Entry("An @external field's argument has another type.")
    EXTERNAL_ARGUMENT_DEFAULT_MISMATCH = Entry("An @external field's argument differs by default.")
    MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL = Entry(
        "An @external field has a directive that the supergraph takes from the owner."
    )
    OVERRIDE_FROM_SELF_ERROR = Entry("A field is overridden from its own subgraph.")
    OVERRIDE_SOURCE_HAS_OVERRIDE = Entry("Two subgraphs override a field, one from the other.")
    OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE = Entry("An overridden field is @external or so.")
    OVERRIDE_LABEL_INVALID = Entry("The label of an @override cannot be understood.", "2.7")
    OVERRIDE_ON_INTERFACE = Entry("A field of an interface is overridden.", "2.3")
    INTERFACE_OBJECT_USAGE_ERROR = Entry(
        "An @interfaceObject has no @key, or stands beside the types that it stands for.", "2.3"
    )
    INTERFACE_FIELD_NO_IMPLEM = Entry("A type lacks a field of an interface that it implements.")
    INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE = Entry(
        "A subgraph keys an interface, but does not know all its types.", "2.3"
    )
    MISSING_TRANSITIVE_AUTH_REQUIREMENTS = Entry(
        "A field is made of data that asks for more authorization than the field does.", "2.5"
    )
    CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS = Entry(
        "An argument comes from a context in one subgraph, and is required in another.", "2.8"
    )
    # Between subgraphs: inputs and enums
    REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH = Entry(
        "An input field is required in one subgraph and unknown in another."
    )
    INPUT_FIELD_DEFAULT_MISMATCH = Entry("An input field has different defaults.")
    EMPTY_MERGED_INPUT_TYPE = Entry("An input type has no field that all subgraphs know.")
    ENUM_VALUE_MISMATCH = Entry("An enum for input and output differs between subgraphs.")
    EMPTY_MERGED_ENUM_TYPE = Entry("An input enum has no value that all subgraphs know.")
    # Visibility
    REFERENCED_INACCESSIBLE = Entry("A visible element refers to an @inaccessible type.")
    ONLY_INACCESSIBLE_CHILDREN = Entry("A visible type has nothing visible in it.")
    QUERY_ROOT_TYPE_INACCESSIBLE = Entry("The type Query is @inaccessible.")
    IMPLEMENTED_BY_INACCESSIBLE = Entry("A visible interface element is hidden in a type.")
    REQUIRED_INACCESSIBLE = Entry("A required argument or input field is @inaccessible.")
    DEFAULT_VALUE_USES_INACCESSIBLE = Entry("A default value uses an @inaccessible element.")
    # The whole
    SATISFIABILITY_ERROR = Entry("Some valid query cannot be answered by the subgraphs.")
    SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES = Entry(
        "A shared field returns objects of no type that all its subgraphs know."
    )
    MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED = Entry(
        "There are too many ways to answer operations to look at all of them.", "2.8"
    )

    @property
    def meaning(self) -> str:
        """The sentence that documentation shows."""
        return self.value.meaning


class Level(Enum):
    """How much a hint matters."""

    WARN = "WARN"
    INFO = "INFO"
    DEBUG = "DEBUG"


class HintEntry(NamedTuple):
    """What is said about a hint."""

    meaning: str
    level: Level


class Hint(Enum):
    """Remarks: the supergraph is made, but may not be what was meant."""

    INCONSISTENT_DESCRIPTION = HintEntry("An element is described differently.", Level.WARN)
    INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE = HintEntry(
        "A field or input field has different types that fit together.", Level.INFO
    )
    INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE = HintEntry(
        "An argument has different types that fit together.", Level.INFO
    )
    INCONSISTENT_DEFAULT_VALUE_PRESENCE = HintEntry(
        "A default value is given in some subgraphs only, and dropped.", Level.WARN
    )
    INCONSISTENT_ENTITY = HintEntry("A type has a @key in some subgraphs only.", Level.INFO)
    INCONSISTENT_OBJECT_VALUE_TYPE_FIELD = HintEntry(
        "A field of a type without @key is known in some of its subgraphs only.", Level.DEBUG
    )
    INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD = HintEntry(
        "A field of an interface is known in some of its subgraphs only.", Level.DEBUG
    )
    INCONSISTENT_INPUT_OBJECT_FIELD = HintEntry(
        "An input field is known in some subgraphs only, and dropped.", Level.WARN
    )
    INCONSISTENT_UNION_MEMBER = HintEntry("A union differs between subgraphs.", Level.DEBUG)
    INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM = HintEntry(
        "A value of an input enum is known in some subgraphs only, and dropped.", Level.WARN
    )
    INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM = HintEntry(
        "A value of an output enum is known in some subgraphs only.", Level.DEBUG
    )
    INCONSISTENT_ARGUMENT_PRESENCE = HintEntry(
        "An argument is known in some subgraphs only, and dropped.", Level.WARN
    )
    INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE = HintEntry(
        "An executable directive is defined in some subgraphs only, and dropped.", Level.WARN
    )
    INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS = HintEntry(
        "An executable directive has different locations; the common ones stay.", Level.WARN
    )
    NO_EXECUTABLE_DIRECTIVE_INTERSECTION = HintEntry(
        "An executable directive has no common location, and is dropped.", Level.WARN
    )
    INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE = HintEntry(
        "An executable directive is repeatable in some subgraphs only.", Level.WARN
    )
    INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS = HintEntry(
        "A directive that stands once has different arguments.", Level.WARN
    )
    INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN = HintEntry(
        "A shared field may return types that not all its subgraphs know.", Level.WARN
    )
    MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS = HintEntry(
        "A directive that stands once has different arguments, which are combined.", Level.INFO
    )
    CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS = HintEntry(
        "An argument comes from a context in some subgraphs only, and is dropped.", Level.INFO
    )
    DIRECTIVE_COMPOSITION_INFO = HintEntry(
        "A @composeDirective is needless, or concerns only some versions.", Level.INFO
    )
    DIRECTIVE_COMPOSITION_WARN = HintEntry(
        "A composed directive has another name where it is not composed.", Level.WARN
    )
    IMPLICITLY_UPGRADED_FEDERATION_VERSION = HintEntry(
        "A linked specification needs a later federation than the one linked.", Level.INFO
    )
    UNUSED_ENUM_TYPE = HintEntry("An enum that nothing uses.", Level.DEBUG)
    FROM_SUBGRAPH_DOES_NOT_EXIST = HintEntry("An override from an unknown subgraph.", Level.WARN)
    OVERRIDE_DIRECTIVE_CAN_BE_REMOVED = HintEntry("An override of nothing.", Level.INFO)
    OVERRIDDEN_FIELD_CAN_BE_REMOVED = HintEntry("A field that was overridden.", Level.INFO)
    OVERRIDE_MIGRATION_IN_PROGRESS = HintEntry("A field that moves by a label.", Level.INFO)

    @property
    def meaning(self) -> str:
        """The sentence that documentation shows."""
        return self.value.meaning
