"""The schema files that travel with the package: beside it in a checkout, inside it in a wheel."""

from pathlib import Path

_HERE = Path(__file__).parent
FOLDER = next(
    folder
    for folder in (_HERE / "packaged_schema_files", _HERE.parent / "schema")
    if folder.is_dir()
)
SUPERGRAPH = FOLDER / "supergraph.graphql"
