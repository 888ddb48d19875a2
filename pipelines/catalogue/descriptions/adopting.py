"""Writing into the catalogue what its names were taken for: the smallest change of the text of a file.

Belongs here: from a resolution to the places that need it, and changing one name or code where it stands, so that
comments, order and layout stay. Does not belong here: the rules that find a name (`resolving`).

A changed text is read again, and kept only if it says what was meant and nothing else has changed. What cannot be
written so (a YAML alias, for one) is named, for a person to write.
"""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pipelines.catalogue.descriptions.resolving import Named, Use
from pipelines.catalogue.descriptions.tableinfo import Resolution, fold
from pipelines.catalogue.faults import Location, line_of


@dataclass(frozen=True)
class Change:
    """One place: its file within the catalogue and line, what stood there, what stands there now.

    `written` is false where a person has to write it.
    """

    file: str
    line: int
    old: str
    new: str
    written: bool


@dataclass(frozen=True)
class _Edit:
    file: str
    location: Location
    is_key: bool
    old: str
    new: str


def adopt(root: Path, resolutions: Mapping[str, Sequence[Resolution]], names: Mapping[str, Named]) -> list[Change]:
    """Write the table's own names wherever the catalogue names another.

    Args:
        root: the catalogue folder, whose files are changed.
        resolutions: by source id.
        names: what the catalogue names of each table, by source id.
    """
    edits: list[_Edit] = []
    for source_id, items in resolutions.items():
        for item in items:
            if item.rule == "total":
                edits.append(
                    _Edit(f"sources/{source_id}.yml", ("totals", item.variable), is_key=False, old="", new=item.found)
                )
            else:
                edits += _edits(item, items, names[source_id].uses)
    # Codes first: their places are named by the variables as they still are.
    applied = [_apply(root, edit) for edit in sorted(dict.fromkeys(edits), key=lambda edit: edit.is_key)]
    return [change for change in applied if change is not None]


def _edits(item: Resolution, beside: Sequence[Resolution], uses: Sequence[Use]) -> Iterator[_Edit]:
    """The places that name what one resolution of a table is about."""
    called = {fold(item.variable)} | {
        fold(other.wanted) for other in beside if other.rule == "values" and other.found == item.variable
    }
    for use in uses:
        if item.rule == "values" and use.name == item.wanted:
            if use.role != "codes":
                yield _Edit(use.file, use.location, is_key=False, old=item.wanted, new=item.found)
            elif use.location[-1] == use.name:
                yield _Edit(use.file, use.location, is_key=True, old=item.wanted, new=item.found)
        elif item.rule != "values" and fold(use.name) in called and item.wanted in use.codes:
            yield _Edit(use.file, use.location, is_key=False, old=item.wanted, new=item.found)


def _apply(root: Path, edit: _Edit) -> Change | None:
    """The change, or None where the place says so already, as an alias of one that was changed does."""
    path = root / edit.file
    text = path.read_text(encoding="utf-8")
    marked = YAML(typ="rt").load(io.StringIO(text))
    line = line_of(marked, edit.location)
    said = _plain(text)
    meant = _meant(said, edit)
    if said == meant:
        return None
    changed = _changed(text, marked, edit)
    if changed is None or not _says(changed, meant):
        return Change(edit.file, line, edit.old, edit.new, written=False)
    path.write_text(changed, encoding="utf-8")
    return Change(edit.file, line, edit.old, edit.new, written=True)


def _changed(text: str, marked: Any, edit: _Edit) -> str | None:
    """The file's text after the edit, or None where the place is not as simple as it has to be."""
    lines = text.splitlines(keepends=True)
    try:
        if not edit.old:
            return _with_total(lines, marked, edit)
        parent = marked
        for step in edit.location[:-1]:
            parent = parent[step]
        last = edit.location[-1]
        if edit.is_key:
            at = [parent.lc.key(last)]
        elif isinstance(parent[last], list):
            at = [parent[last].lc.item(number) for number, each in enumerate(parent[last]) if str(each) == edit.old]
        else:
            at = [parent.lc.value(last)]
    except (AttributeError, KeyError, IndexError, TypeError):
        return None
    for line, column in sorted(at, reverse=True):
        token = re.match(rf"""(["']?){re.escape(edit.old)}\1(?=[\s,:}}\]]|$)""", lines[line][column:])
        if token is None:
            return None
        new = (
            edit.new
            if edit.is_key or (token[1] == "" and edit.new.isalpha())
            else json.dumps(edit.new, ensure_ascii=False)
        )
        lines[line] = lines[line][:column] + new + lines[line][column + token.end() :]
    return "".join(lines)


def _with_total(lines: list[str], marked: Any, edit: _Edit) -> str:
    """One more declared total: in the map that is there, or in one after the field `time`."""
    entry = f"{edit.location[-1]}: {json.dumps(edit.new, ensure_ascii=False)}"
    if "totals" not in marked:
        lines.insert(marked.lc.key("time")[0] + 1, f"totals: {{{entry}}}\n")
    else:
        line, column = marked.lc.value("totals")
        is_flow = lines[line][column : column + 1] == "{"
        lines[line] = f"{lines[line][:column]}{{{entry}, {lines[line][column + 1 :]}" if is_flow else lines[line]
        if not is_flow:
            lines.insert(line, f"{lines[line][:column]}{entry}\n")
    return "".join(lines)


def _meant(document: Any, edit: _Edit) -> Any:
    """The content of a file after an edit."""
    meant = copy.deepcopy(document)  # what aliases share they share still
    if not edit.old:
        meant.setdefault("totals", {})[edit.location[-1]] = edit.new
        return meant
    parent = meant
    for step in edit.location[:-1]:
        parent = parent[step]
    last = edit.location[-1]
    if last not in parent:
        return document
    if edit.is_key:
        parent[edit.new] = parent.pop(last)
    elif isinstance(parent[last], list):
        parent[last][:] = [edit.new if each == edit.old else each for each in parent[last]]
    elif parent[last] == edit.old:
        parent[last] = edit.new
    return meant


def _says(text: str, meant: Any) -> bool:
    try:
        return bool(_plain(text) == meant)
    except YAMLError:
        return False


def _plain(text: str) -> Any:
    return YAML(typ="safe").load(io.StringIO(text))
