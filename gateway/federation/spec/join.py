"""The definitions that every supergraph begins with (join v0.5, link v1.0, tag, inaccessible)."""

SCHEMA_LINKS = (
    '@link(url: "https://specs.apollo.dev/link/v1.0")',
    '@link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)',
)
TAG_LINK = '@link(url: "https://specs.apollo.dev/tag/v0.3")'
INACCESSIBLE_LINK = '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)'

_ELEMENTS = (
    "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | "
    "ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)
INACCESSIBLE_DEFINITION = f"directive @inaccessible on {_ELEMENTS}"
TAG_DEFINITION = f"directive @tag(name: String!) repeatable on {_ELEMENTS} | SCHEMA"

DIRECTIVE_DEFINITIONS = (
    (
        "directive @join__directive(graphs: [join__Graph!], name: String!, args: "
        "join__DirectiveArguments) repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION"
    ),
    "directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE",
    (
        "directive @join__field(graph: join__Graph, requires: join__FieldSet, "
        "provides: join__FieldSet, type: String, external: Boolean, override: String, "
        "usedOverridden: Boolean, overrideLabel: String, "
        "contextArguments: [join__ContextArgument!]) "
        "repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION"
    ),
    "directive @join__graph(name: String!, url: String!) on ENUM_VALUE",
    (
        "directive @join__implements(graph: join__Graph!, interface: String!) "
        "repeatable on OBJECT | INTERFACE"
    ),
    (
        "directive @join__type(graph: join__Graph!, key: join__FieldSet, "
        "extension: Boolean! = false, resolvable: Boolean! = true, "
        "isInterfaceObject: Boolean! = false) "
        "repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR"
    ),
    "directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION",
    (
        "directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) "
        "repeatable on SCHEMA"
    ),
)
TYPE_DEFINITIONS = (
    "scalar join__DirectiveArguments",
    "scalar join__FieldSet",
    "scalar join__FieldValue",
    (
        "input join__ContextArgument {\n  name: String!\n  type: String!\n  context: String!\n"
        "  selection: join__FieldValue!\n}"
    ),
    "scalar link__Import",
    (
        "enum link__Purpose {\n"
        '  "What follows is needed to answer correctly and safely."\n  SECURITY\n'
        '  "What follows is needed to execute."\n  EXECUTION\n}'
    ),
)
