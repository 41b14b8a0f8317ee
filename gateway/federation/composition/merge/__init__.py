"""From all subgraphs' types to the supergraph's; one kind a file.

A merger reports what does not fit together and goes on with the best it has; composition prints
nothing when something was reported.
"""
