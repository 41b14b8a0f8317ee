"""Lets graphql-cop attack a gateway of the production profile; the exit code is 1 on any finding.

Needs a folder with a checkout of ``dolevf/graphql-cop`` and a Python that has its requirements;
neither is part of the project (what the package index calls ``graphql-cop`` is another, empty one).

    python -m tests.conformance.graphql_cop FOLDER [PYTHON]
"""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from chassis.identity import DEVELOPMENT_ACTOR, sign_token
from tests.conformance.served import SECRET, served


def main(folder: str, python: str = sys.executable) -> int:
    """Run all its checks and print what it finds."""
    token = sign_token(DEVELOPMENT_ACTOR, SECRET, timedelta(minutes=10))
    headers = json.dumps({"Authorization": f"Bearer {token}"})
    with served("production") as url:
        command = [python, str(Path(folder, "graphql-cop.py").resolve()), "-f"]
        finished = subprocess.run(
            [*command, "-t", url, "-H", headers],
            check=True,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=300,
        )
    findings = [line for line in finished.stdout.splitlines() if line.startswith("[")]
    print("\n".join(findings) or "no findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
