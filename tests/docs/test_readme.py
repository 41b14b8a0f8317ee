"""The README's plan is the plan of the README's query."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_example_file_holds_the_query_of_the_readme():
    _, query = blocks("graphql")
    assert (ROOT / "docs" / "examples" / "order.graphql").read_text(encoding="utf-8") == query


def test_the_command_prints_the_plan_that_the_readme_shows():
    (command,) = (line for line in blocks("sh") if "unisono plan" in line)
    arguments = command.split()[1:]
    printed = subprocess.run(
        [sys.executable, "-m", "gateway", *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert [printed.stdout] == blocks("text")
