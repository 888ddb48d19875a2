"""The register of controls: every check of a release, what it guards, its tolerance, its last result, who answers.

Belongs here: putting together what each kind of check says of itself. Does not belong here: any check.

Three kinds: dbt's checks of the marts, whose outcome the build recorded; the catalogue's controls of one figure against
another, whose outcome is a mart; and what `seksby verify` looks at, which an auditor runs after the release is made.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipelines.releases.sealing.filling import insert

if TYPE_CHECKING:
    import duckdb

FILE: Final = Path("data") / "kontroller.csv"
"""Where a site has it."""
TABLE: Final = "marts.control_register"
COLUMNS: Final = ("kontrol", "art", "vogter", "tabel", "tolerance", "resultat", "fund", "ansvarlig")
Words = tuple[str, str]
"""In Danish and in English."""
OWNER: Final = ("Økonomi og analyse", "Finance and analysis")
NONE: Final = ("ingen", "none")
ROUNDING: Final = (
    "afrunding i kilderne, udledt af cellerne; ingen procent",
    "rounding in the sources, derived from the cells; no percentage",
)

GENERIC: Final[Mapping[str, Words]] = {
    "grain": ("Hver række står én gang: {columns} er nøglen", "Each row stands once: {columns} are its key"),
    "unique": ("{column} er forskellig i alle rækker", "{column} is another in every row"),
    "not_null": ("{column} er udfyldt i alle rækker", "{column} is filled in in every row"),
    "in_vocabulary": (
        "{column} er en kode på den lukkede liste {list}",
        "{column} is a code of the closed list {list}",
    ),
    "accepted_values": ("{column} er en af de tilladte værdier", "{column} is one of the values allowed"),
    "relationships": ("{column} findes i den tabel, den henviser til", "{column} is in the table that it refers to"),
    "enough_peers": (
        "Intet gennemsnit hviler på færre, end gruppen kræver",
        "No mean rests on fewer than its group requires",
    ),
    "controls_agree": (
        "Tal, der kan findes ad to veje, er ens ({status})",
        "Figures that can be found in two ways are the same ({status_en})",
    ),
}
OWN: Final[Mapping[str, Words]] = {
    "changes_stay_within_a_stretch": (
        "Ingen ændring regnes hen over et databrud eller mellem tal, der deler år",
        "No change is computed across a break, or between figures that share years",
    ),
    "effects_add_up_to_the_gap": (
        "Pris, dækning og sammensætning forklarer hele forskellen",
        "Price, coverage and mix explain the whole difference",
    ),
    "every_value_has_a_source_cell": ("Hvert tal har en kildecelle", "Every figure has a source cell"),
    "flagged_figures_are_kept": (
        "Et usædvanligt tal er mærket, og det står uændret",
        "An unusual figure is marked, and stands unchanged",
    ),
    "gaps_of_a_group_sum_to_zero": (
        "Forskellene i en fuldtallig gruppe giver tilsammen nul",
        "The differences within a whole group add up to nothing",
    ),
    "missing_says_why": (
        "Hver række har en værdi eller en grund, aldrig begge og aldrig ingen af dem",
        "Each row has a value or a reason, never both and never neither",
    ),
    "nothing_rests_on_empty_terms": (
        "Intet tal hviler på et led, der er nul for hele landet",
        "No figure rests on a term that is zero for the whole country",
    ),
    "price_index_is_the_same_everywhere": (
        "Prisindekset er det samme i alle områder og nøgletal",
        "The price index is the same in all areas and key figures",
    ),
    "roles_equal_their_terms": (
        "Tæller, faktor og nævner er summen af deres kildeceller",
        "Numerator, multiplier and denominator are the sums of their source cells",
    ),
}
"""What each of our own dbt checks guards, by its name."""
LAST_DIGIT: Final[Mapping[str, Words]] = {
    "effects_add_up_to_the_gap": ("seks decimaler af fire tal", "six decimals of four figures"),
    "gaps_of_a_group_sum_to_zero": ("seks decimaler af hver reference", "six decimals of each reference"),
    "price_index_is_the_same_everywhere": (
        "20 celler; flere, og der er intet indeks",
        "20 cells; more, and there is no index",
    ),
    "controls_agree": ROUNDING,
}
RESULTS: Final[Mapping[str, Words]] = {
    "pass": ("bestået", "passed"),
    "warn": ("advarsel", "warning"),
    "fail": ("ikke bestået", "failed"),
    "error": ("ikke udført", "not run"),
    "waiting": ("venter på tal", "waits for figures"),
    "differs": ("afviger", "differs"),
    "agrees": ("stemmer", "agrees"),
    "after": ("prøves efter udgivelsen", "checked after the release"),
}
AUDITOR: Final = ("den, der reviderer", "whoever audits")
LAST_DECIMAL: Final = ("sidste decimal", "the last decimal")
VERIFIED: Final[Sequence[tuple[str, Words, Words]]] = (
    (
        "filer",
        (
            "Hver fil i udgaven har manifestets kontrolsum; ingen mangler, ingen er kommet til",
            "Every file of the release has the checksum of the manifest; none is gone, none was added",
        ),
        NONE,
    ),
    (
        "kildefiler",
        (
            "Hver fil fra udgiverne er byte for byte den, udgaven er lavet af, også den før",
            "Every file of the publishers is byte for byte the one that the release was made of, the one before it too",
        ),
        NONE,
    ),
    (
        "kæde",
        (
            "Manifestet nævner udgaven før og kontrolsummen af dens manifest",
            "The manifest names the release before and the checksum of its manifest",
        ),
        NONE,
    ),
    (
        "underskrift",
        ("Manifestet er underskrevet med den nøgle, der gives", "The manifest is signed with the key that is given"),
        NONE,
    ),
    (
        "katalog",
        ("Kataloget i udgaven er det, kontrolsummen er af", "The catalogue in the release is the one of the checksum"),
        NONE,
    ),
    (
        "anden beregning",
        (
            "Tallene regnet igen fra katalog og kildefiler uden warehouse er de samme",
            "The figures computed again from catalogue and source files, without the warehouse, are the same",
        ),
        LAST_DECIMAL,
    ),
    (
        "sider",
        (
            "Siderne, filerne ved dem og regnearkene er dem, warehouset giver",
            "The pages, the files beside them and the workbooks are those that the warehouse gives",
        ),
        NONE,
    ),
)


@dataclass(frozen=True)
class Control:
    """One check: `kind` is `dbt`, `katalog` or `seksby verify`; `result` one of `RESULTS`."""

    control: str
    kind: str
    guards: Words
    table: str
    tolerance: Words
    result: str
    found: int | None
    owner: Words = OWNER


def put(records: Mapping[str, bytes], warehouse: Path, site: Path) -> int:
    """Fill the mart that dbt made empty, and write the register into a site; gives the number of controls in it.

    Args:
        records: dbt's manifest.json and run_results.json of this build.
        warehouse: its marts.
        site: the folder of its pages.
    """
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        found = controls(records, connection)
        insert(connection, TABLE, rows(found))
    write(found, site)
    return len(found)


def recorded(checks: Path) -> dict[str, bytes]:
    """What dbt recorded of a build, as it is kept with the release."""
    return {name: (checks / name).read_bytes() for name in ("manifest.json", "run_results.json")}


def controls(records: Mapping[str, bytes], connection: duckdb.DuckDBPyConnection) -> list[Control]:
    """Every control of a release, by what dbt recorded of its build and what its marts say."""
    return [*of_dbt(records), *_of_catalogue(connection), *_of_verify()]


def rows(found: Sequence[Control]) -> list[dict[str, Any]]:
    """The mart, in its order."""
    return [
        {
            "control_no": number,
            "control": each.control,
            "kind": each.kind,
            **_both("guards", each.guards),
            "table_name": each.table,
            **_both("tolerance", each.tolerance),
            **_both("result", RESULTS.get(each.result, (each.result, each.result))),
            "found": each.found,
            **_both("owner", each.owner),
        }
        for number, each in enumerate(found, 1)
    ]


def _both(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_da": words[0], f"{name}_en": words[1]}


def write(found: Sequence[Control], site: Path) -> None:
    """The register as a file of a site."""
    file = site / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=";", lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows(
            (
                *(row["control"], row["kind"], row["guards_da"], row["table_name"], row["tolerance_da"]),
                *(row["result_da"], "" if row["found"] is None else row["found"], row["owner_da"]),
            )
            for row in rows(found)
        )


def of_dbt(records: Mapping[str, bytes]) -> Iterator[Control]:
    """Every check of the marts, with what dbt recorded of it."""
    nodes = json.loads(records["manifest.json"])["nodes"]
    for result in json.loads(records["run_results.json"])["results"]:
        node = nodes.get(result["unique_id"], {})
        if node.get("resource_type") != "test":
            continue
        generic = node.get("test_metadata") or {}
        kind = generic.get("name") or node["name"]
        yield Control(
            node["name"],
            "dbt",
            guards(node),
            (node.get("attached_node") or "").rpartition(".")[2] or ", ".join(_tables(node)),
            LAST_DIGIT.get(kind, NONE),
            result["status"],
            result.get("failures") or 0,
        )


def guards(node: Mapping[str, Any]) -> Words:
    """What a check guards, in a sentence; a check without one is its own name, and a test says that it lacks it."""
    name = str(node["name"])
    generic = node.get("test_metadata")
    if not generic:
        return OWN.get(name, (name, name))
    given = generic.get("kwargs") or {}
    status = str(given.get("status"))
    named = {
        "column": given.get("column_name"),
        "columns": ", ".join(given.get("columns") or []),
        "list": given.get("list"),
        "status": {"confirmed": "bekræftede kontroller", "assumed": "antagne kontroller"}.get(status, status),
        "status_en": {"confirmed": "confirmed controls", "assumed": "assumed controls"}.get(status, status),
    }
    danish, english = GENERIC.get(generic["name"], (name, name))
    return danish.format(**named), english.format(**named)


def _tables(node: Mapping[str, Any]) -> list[str]:
    return sorted({item["name"] for item in node.get("refs") or []})


def _of_catalogue(connection: duckdb.DuckDBPyConnection) -> Iterator[Control]:
    for control, danish, english, compared, differing in connection.execute(
        "select control_id, title_da, title_en, compared, differing from marts.control_overview order by sort_order"
    ).fetchall():
        outcome = "waiting" if not compared else "differs" if differing else "agrees"
        yield Control(control, "katalog", (danish, english), "controls", ROUNDING, outcome, differing)


def _of_verify() -> Iterator[Control]:
    for name, guarded, tolerance in VERIFIED:
        yield Control(name, "seksby verify", guarded, "", tolerance, "after", None, AUDITOR)
