"""What runs Seksby elsewhere keeps in step with what it is made from: container file, web server, handbook."""

from __future__ import annotations

import re
import shlex
import tomllib

from tests.support import PROJECT

DEPLOY = PROJECT / "deploy"
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_container_is_given_all_that_the_wheel_is_made_of() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    copied = {
        word
        for line in text.splitlines()
        if line.startswith("COPY ") and "--from=" not in line
        for word in shlex.split(line)[1:-1]
        if not word.startswith("--")
    }
    project, wheel = PYPROJECT["project"], PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["only-include"], *wheel["force-include"], project["readme"], *project["license-files"]}
    assert needed <= copied
    assert [name for name in copied if not (PROJECT / name).exists()] == []


def test_the_web_server_of_the_container_is_set_as_the_handbook_says() -> None:
    def settings(text: str) -> set[str]:
        lines = (re.sub(r"\s+#.*", "", line).strip() for line in text.splitlines())
        return {line for line in lines if line.endswith(";") and not line.startswith("listen ")}

    (handbook,) = re.findall(
        r"```nginx\n(# in http .*?)```", (PROJECT / "docs" / "hosting.md").read_text("utf-8"), re.S
    )
    assert settings(handbook) <= settings((DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
