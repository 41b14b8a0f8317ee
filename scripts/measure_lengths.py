"""Hold the house rules on size: modules up to 400 lines, functions up to 40 body lines."""

import ast
import sys
from pathlib import Path

PACKAGES = ("gateway", "crm_service", "erp_service", "chassis")
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40


def main() -> int:
    """Print every breach; the exit code is 1 when there is one."""
    files = [file for package in PACKAGES for file in Path(package).rglob("*.py")]
    breaches = [
        breach
        for file in sorted(files)
        if "versions" not in file.parts
        for breach in _breaches(file)
    ]
    sys.stdout.writelines(f"{breach}\n" for breach in breaches)
    return 1 if breaches else 0


def _breaches(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    found = [f"{file}: {lines} lines, at most {LONGEST_MODULE}"] if lines > LONGEST_MODULE else []
    functions = (
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return found + [
        f"{file}:{function.lineno}: {function.name} has {length} lines, at most {LONGEST_FUNCTION}"
        for function in functions
        if (length := _body_lines(function)) > LONGEST_FUNCTION
    ]


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


if __name__ == "__main__":
    sys.exit(main())
