"""Selection sets united: what was selected twice is selected once."""

from dataclasses import replace

from gateway.federation.language.selection import Selection, SelectionSet


def merge_selections(selections: SelectionSet) -> SelectionSet:
    """Join equal fields and fragments at their first place, all the way down.

    ``{ id maker { id } maker { name } }`` becomes ``{ id maker { id name } }``. Two selections are
    equal when they differ at most in what is selected below them.
    """
    merged: dict[Selection, Selection] = {}
    for selection in selections:
        head = replace(selection, selections=())
        known = merged.get(head)
        both = (*known.selections, *selection.selections) if known else selection.selections
        merged[head] = replace(selection, selections=both)
    return tuple(
        replace(selection, selections=merge_selections(selection.selections))
        for selection in merged.values()
    )
