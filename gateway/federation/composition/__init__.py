"""Composition: from the SDL of several subgraphs to one supergraph SDL.

The door is ``compose.compose``: ``SubgraphDefinition`` values enter, a ``CompositionResult``
leaves. Composition never raises for what a subgraph's author wrote: it reports ``Diagnostic``
values, each with a code of the ``catalogue``, the subgraph, the coordinate, the line, and what to
do; all errors of a stage at once.

    read/               one subgraph: text -> syntax tree -> dialect (@link) -> values (``schema``)
    rules/subgraph/     what each subgraph must keep to by itself
    upgrade/            what a subgraph of federation 1 meant, in today's words
    merge/              all subgraphs -> the supergraph's types, one kind a file
    rules/supergraph/   what must hold of the merged types
    printer, validity   the SDL, and a last look at it
    satisfiability/     whether the subgraphs can answer all that may be asked of it

How the parts of a supergraph are merged:

* objects, interfaces and unions have all that any subgraph gives them; a field that several
  subgraphs resolve must be @shareable in each;
* input objects and arguments have what every subgraph knows, since anything may be sent to any;
* enums have all values where they are read, the common ones where they are sent, and must be
  equal where both happens;
* types may differ where one is a subtype: the more general is read, the more special is sent;
* directives that stand once take the arguments of most subgraphs, or those that their
  specification combines (costs, requirements on access); other specifications' directives come
  along when subgraphs compose them.

What is not known (a linked specification that changes what a subgraph is) is refused, not ignored.
"""
