"""From all subgraphs' types to the supergraph's; one kind a file.

A merger reports what does not fit together and leaves it out; composition then prints nothing.
"""
