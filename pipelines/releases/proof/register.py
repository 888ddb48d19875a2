"""The register of controls: every check of a release, what it guards, its tolerance, its last result, who answers.

Belongs here: putting together what each kind of check says of itself. Does not belong here: any check.

Three kinds: dbt's checks of the marts, whose outcome the build recorded; the catalogue's controls of one figure against
another, whose outcome is a mart; and what `seksby verify` looks at, which an auditor runs after the release is made.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import duckdb

FILE: Final = Path("data") / "kontroller.csv"
"""Where a site has it."""
COLUMNS: Final = ("kontrol", "art", "vogter", "tabel", "tolerance", "resultat", "fund", "ansvarlig")
OWNER: Final = "Økonomi og analyse"
ROUNDING: Final = "afrunding i kilderne, udledt af cellerne; ingen procent"

GENERIC: Final[Mapping[str, str]] = {
    "grain": "Hver række står én gang: {columns} er nøglen",
    "unique": "{column} er forskellig i alle rækker",
    "not_null": "{column} er udfyldt i alle rækker",
    "in_vocabulary": "{column} er en kode på den lukkede liste {list}",
    "accepted_values": "{column} er en af de tilladte værdier",
    "relationships": "{column} findes i den tabel, den henviser til",
    "enough_peers": "Intet gennemsnit hviler på færre, end gruppen kræver",
    "controls_agree": "Tal, der kan findes ad to veje, er ens ({status})",
}
OWN: Final[Mapping[str, str]] = {
    "changes_stay_within_a_stretch": "Ingen ændring regnes hen over et databrud eller mellem tal, der deler år",
    "effects_add_up_to_the_gap": "Pris, dækning og sammensætning forklarer hele forskellen",
    "every_value_has_a_source_cell": "Hvert tal har en kildecelle",
    "flagged_figures_are_kept": "Et usædvanligt tal er mærket, og det står uændret",
    "gaps_of_a_group_sum_to_zero": "Forskellene i en fuldtallig gruppe giver tilsammen nul",
    "missing_says_why": "Hver række har en værdi eller en grund, aldrig begge og aldrig ingen af dem",
    "nothing_rests_on_empty_terms": "Intet tal hviler på et led, der er nul for hele landet",
    "price_index_is_the_same_everywhere": "Prisindekset er det samme i alle områder og nøgletal",
    "roles_equal_their_terms": "Tæller, faktor og nævner er summen af deres kildeceller",
}
"""What each of our own dbt checks guards, by its name."""
LAST_DIGIT: Final[Mapping[str, str]] = {
    "effects_add_up_to_the_gap": "seks decimaler af fire tal",
    "gaps_of_a_group_sum_to_zero": "seks decimaler af hver reference",
    "price_index_is_the_same_everywhere": "20 celler; flere, og der er intet indeks",
    "controls_agree": ROUNDING,
}
RESULTS: Final = {"pass": "bestået", "warn": "advarsel", "fail": "ikke bestået", "error": "ikke udført"}
VERIFIED: Final = (
    ("filer", "Hver fil i udgaven har manifestets kontrolsum; ingen mangler, ingen er kommet til", "ingen"),
    ("kildefiler", "Hver fil fra udgiverne er byte for byte den, udgaven er lavet af, også den før", "ingen"),
    ("kæde", "Manifestet nævner udgaven før og kontrolsummen af dens manifest", "ingen"),
    ("underskrift", "Manifestet er underskrevet med den nøgle, der gives", "ingen"),
    ("katalog", "Kataloget i udgaven er det, kontrolsummen er af", "ingen"),
    ("anden beregning", "Tallene regnet igen fra katalog og kildefiler uden warehouse er de samme", "sidste decimal"),
    ("sider", "Siderne, filerne ved dem og regnearkene er dem, warehouset giver", "ingen"),
)


def write(records: Mapping[str, bytes], warehouse: Path, site: Path) -> int:
    """Write the register into a site; gives the number of controls in it.

    Args:
        records: dbt's manifest.json and run_results.json of this build.
        warehouse: its marts.
        site: the folder of its pages.
    """
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = [*of_dbt(records), *_of_catalogue(connection), *_of_verify()]
    file = site / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def of_dbt(records: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    """Every check of the marts, with what dbt recorded of it."""
    nodes = json.loads(records["manifest.json"])["nodes"]
    for result in json.loads(records["run_results.json"])["results"]:
        node = nodes.get(result["unique_id"], {})
        if node.get("resource_type") != "test":
            continue
        generic = node.get("test_metadata") or {}
        kind = generic.get("name") or node["name"]
        yield {
            "kontrol": node["name"],
            "art": "dbt",
            "vogter": guards(node),
            "tabel": (node.get("attached_node") or "").rpartition(".")[2] or ", ".join(_tables(node)),
            "tolerance": LAST_DIGIT.get(kind, "ingen"),
            "resultat": RESULTS.get(result["status"], result["status"]),
            "fund": result.get("failures") or 0,
            "ansvarlig": OWNER,
        }


def guards(node: Mapping[str, Any]) -> str:
    """What a check guards, in a sentence; a check without one is its own name, and a test says that it lacks it."""
    generic = node.get("test_metadata")
    if not generic:
        return OWN.get(node["name"], node["name"])
    given = generic.get("kwargs") or {}
    columns = given.get("columns") or []
    status = {"confirmed": "bekræftede kontroller", "assumed": "antagne kontroller"}
    named = {
        "column": given.get("column_name"),
        "columns": ", ".join(columns),
        "list": given.get("list"),
        "status": status.get(str(given.get("status")), given.get("status")),
    }
    return GENERIC[generic["name"]].format(**named) if generic["name"] in GENERIC else str(node["name"])


def _tables(node: Mapping[str, Any]) -> list[str]:
    return sorted(item["name"] for item in node.get("refs") or [])


def _of_catalogue(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    for control, title, compared, differing in connection.execute(
        "select control_id, title_da, compared, differing from marts.control_overview order by sort_order"
    ).fetchall():
        outcome = "venter på tal" if not compared else "afviger" if differing else "stemmer"
        yield {
            "kontrol": control,
            "art": "katalog",
            "vogter": title,
            "tabel": "controls",
            "tolerance": ROUNDING,
            "resultat": outcome,
            "fund": differing,
            "ansvarlig": OWNER,
        }


def _of_verify() -> Iterator[dict[str, Any]]:
    for name, guarded, tolerance in VERIFIED:
        yield {
            "kontrol": name,
            "art": "seksby verify",
            "vogter": guarded,
            "tabel": "",
            "tolerance": tolerance,
            "resultat": "prøves efter udgivelsen",
            "fund": "",
            "ansvarlig": "den, der reviderer",
        }
