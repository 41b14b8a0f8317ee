"""From federation 1 to 2: what a subgraph without ``@link`` meant, said in today's words.

Federation 1 had no ``@shareable``: value types and keys could be anywhere. It took ``@external``
on the keys of extensions as a matter of course, and ignored directives where they had no effect.
One rule a file; ``upgrade`` is their order. A subgraph leaves that keeps to the rules of
federation 2, unless its author is told why it cannot.
"""
