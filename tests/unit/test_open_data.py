"""What lies under `/data/` for other programs, read by public validators of each standard."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from csvw import CSVW
from frictionless import Package
from jsonstat_validator import validate_jsonstat
from pyshacl import validate
from rdflib import DCAT, Graph, URIRef
from rdflib.namespace import RDF

from pipelines.catalogue.models.own import OwnMunicipality
from pipelines.catalogue.models.trust import HelpContact
from pipelines.catalogue.read import read_catalogue
from pipelines.releases.open_data.catalogue_record import publisher_of, record
from pipelines.releases.open_data.tables import AS_CSV, Contents, Publisher
from pipelines.releases.open_data.writing import put_open_data
from pipelines.sources.snapshots import Snapshot
from tests.support import World, make_world

SHAPES = Path(__file__).parents[1] / "support" / "dcat_ap.ttl"
COLUMNS = {
    "release": {"release_id": "varchar"},
    "indicators": {
        "indicator_id": "varchar",
        "title_da": "varchar",
        "title_en": "varchar",
        "unit_da": "varchar",
        "decimals": "integer",
        "sort_order": "integer",
    },
    "municipalities": {"municipality_code": "varchar", "name": "varchar", "is_compared": "boolean"},
    "indicator_values": {
        "indicator_id": "varchar",
        "municipality_code": "varchar",
        "year": "integer",
        "price_basis": "varchar",
        "value": "decimal(24, 6)",
        "missing_reason": "varchar",
    },
    "benchmarks": {"indicator_id": "varchar", "gap": "decimal(24, 6)", "decided_on": "date"},
    "trials": {"trial_id": "varchar", "reasons": "varchar[]"},
    "help_offers": {"municipality_code": "varchar", "service_area": "varchar"},
}
ROWS = {
    "release": [("R1",)],
    "indicators": [("cost", 'Pris; med "tegn"', "Cost", "kr.", 0, 2), ("grade", "Karakter", "Grade", "", 1, 1)],
    "municipalities": [("730", "Randers", True), ("751", "Aarhus", True)],
    "indicator_values": [
        ("grade", "730", 2023, "none", 7.1, None),
        ("grade", "751", 2024, "none", None, "source_absent"),
        ("cost", "751", 2024, "current", 100, None),
        ("cost", "751", 2024, "fixed", 99.5, None),
    ],
    "benchmarks": [("cost", -1.25, "2026-01-02")],
    "trials": [("t", ["late"])],
    "help_offers": [("730", "school")],
}
SNAPSHOTS = {
    "snapshot_id": "varchar",
    "publisher": "varchar",
    "publisher_table": "varchar",
    "title_da": "varchar",
    "title_en": "varchar",
    "origin": "varchar",
    "licence": "varchar",
    "citation": "varchar",
    "retrieved_at": "varchar",
    "sha256": "varchar",
    "url": "varchar",
}


def warehouse(file: Path, snapshot: Snapshot) -> Path:
    meta = snapshot.meta
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        for name, columns in COLUMNS.items():
            listed = ", ".join(f"{column} {of}" for column, of in columns.items())
            connection.execute(f"create table marts.{name} ({listed})")
            for row in ROWS[name]:
                connection.execute(f"insert into marts.{name} values ({', '.join('?' * len(row))})", list(row))
        connection.execute(
            "create table marts.column_origins (table_name varchar, column_no integer, column_name varchar, "
            "is_python boolean, made_of varchar[])"
        )
        listed = ", ".join(f"{column} {of}" for column, of in SNAPSHOTS.items())
        connection.execute(f"create table marts.snapshots ({listed})")
        for origin, licence, url in (
            ("fetched", "CC BY 4.0", "https://api.statbank.dk/v1/data"),
            ("delivered", "", None),
        ):
            connection.execute(
                f"insert into marts.snapshots values ({', '.join('?' * len(SNAPSHOTS))})",
                [
                    meta.id if origin == "fetched" else "OWN-1",
                    "Danmarks Statistik",
                    "T1",
                    "Elever",
                    "Pupils",
                    origin,
                    licence,
                    None,
                    "2026-11-01T00:00:00Z",
                    meta.sha256,
                    url,
                ],
            )
        connection.execute(
            "create table marts.data_dictionary (mart varchar, mart_description varchar, column_no integer, "
            "column_name varchar, data_type varchar, description varchar)"
        )
        for name, columns in COLUMNS.items():
            for number, (column, of) in enumerate(columns.items(), start=1):
                connection.execute(
                    "insert into marts.data_dictionary values (?, ?, ?, ?, ?, ?)",
                    [name, f"About {name}.", number, column, of, f"What {column} is."],
                )
    return file


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("open"))


@pytest.fixture(scope="module")
def data(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `/data/` of a site."""
    folder = tmp_path_factory.mktemp("site")
    snapshot = world.snapshot()
    put_open_data(warehouse(folder / "warehouse.duckdb", snapshot), [snapshot], folder / "site")
    return folder / "site" / "data"


def test_the_package_is_a_data_package_and_its_files_are_what_it_says(data: Path) -> None:
    package = Package(str(data / "datapackage.json"))
    tables = {resource.name for resource in package.resources if resource.format == "parquet"}
    assert tables == {name.replace("_", "-") for name in COLUMNS if name != "help_offers"}
    for resource in package.resources:
        if resource.format == "csv":
            report = resource.validate()
            assert report.valid, report.flatten(["type", "note"])
    types = {field.name: field.type for field in package.get_resource("benchmarks-csv").schema.fields}
    assert types == {"indicator_id": "string", "gap": "number", "decided_on": "date"}


def test_a_table_that_says_otherwise_than_its_contract_is_found(data: Path, tmp_path: Path) -> None:
    """That the validator looks at the rows, and would find a contract that is not held."""
    described = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = [item for item in described["resources"] if item["name"] == "indicators-csv"]
    resource["path"] = "indicators.csv"
    text = (data / "tabeller" / "indicators.csv").read_text(encoding="utf-8")
    (tmp_path / "indicators.csv").write_text(text.replace(",0,2", ",none,2"), encoding="utf-8")
    (tmp_path / "datapackage.json").write_text(json.dumps(described | {"resources": [resource]}), encoding="utf-8")
    assert not Package(str(tmp_path / "datapackage.json")).get_resource("indicators-csv").validate().valid


def test_the_csv_files_are_csv_on_the_web(data: Path) -> None:
    described = CSVW(str(data / "csv-metadata.json"))
    assert described.is_valid
    assert len(described.tables) == len(AS_CSV)
    (values,) = [table for table in described.tables if table.url.string.endswith("indicator_values.csv")]
    rows = list(values)
    assert [row["value"] for row in rows if row["missing_reason"] is None].count(None) == 0


def test_the_record_reads_as_dcat_and_has_what_the_profile_makes_mandatory(data: Path) -> None:
    base = "https://example.org/data/dcat.jsonld"
    graph = Graph().parse(data / "dcat.jsonld", format="json-ld", publicID=base)
    conforms, _, report = validate(graph, shacl_graph=Graph().parse(SHAPES, format="turtle"))
    assert conforms, report
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == 2  # the tables, and the one published source
    for address in graph.objects(None, DCAT.downloadURL):
        assert isinstance(address, URIRef)
        assert (data / str(address).removeprefix("https://example.org/data/")).is_file(), address
    graph.remove((None, DCAT.accessURL, None))
    assert not validate(graph, shacl_graph=Graph().parse(SHAPES, format="turtle"))[0]


def test_the_values_are_a_json_stat_cube(data: Path) -> None:
    cube = json.loads((data / "tal.json").read_text(encoding="utf-8"))
    assert validate_jsonstat(cube)
    assert cube["size"] == [2, 2, 2, 2]
    # indicator grade (0), Randers (0), 2023 (0), current (0); cost (1), Aarhus (1), 2024 (1), current and fixed.
    assert cube["value"] == {"0": 7.1, "14": 100.0, "15": 99.5}
    assert cube["status"] == {"6": "source_absent"}


def test_parquet_holds_the_rows_in_one_order(data: Path) -> None:
    rows = duckdb.sql(f"select * from '{data / 'tabeller' / 'indicator_values.parquet'}'").fetchall()
    assert [tuple(row[:4]) for row in rows] == sorted(tuple(row[:4]) for row in ROWS["indicator_values"])


def test_what_a_municipality_delivered_is_not_handed_out(world: World, data: Path) -> None:
    assert [file.name for file in (data / "filer").iterdir()] == [f"{world.snapshot().meta.id}.csv"]
    for name in ("datapackage.json", "dcat.jsonld", "openlineage.json", "prov.json"):
        assert "OWN-1" not in (data / name).read_text(encoding="utf-8")


def test_offers_of_help_are_no_table_for_it_would_be_a_list_of_the_worst(data: Path) -> None:
    assert [file.name for file in data.rglob("*") if "help_offers" in file.name] == []
    for file in data.glob("*.json*"):
        assert "help_offers" not in file.read_text(encoding="utf-8")


def test_the_record_names_the_municipality_of_the_own_folder_and_whom_to_ask_there(world: World) -> None:
    read = read_catalogue(world.catalogue)
    assert publisher_of(read) is None
    own = OwnMunicipality.model_construct(municipality="730", site_address="https://tal.randers.dk/")
    contacts = [
        HelpContact(municipality="730", service_area="school", contact="Skoleafdelingen"),
        HelpContact(municipality="730", contact="Økonomi og analyse"),
    ]
    found = publisher_of(read.model_copy(update={"own": own, "help_contacts": contacts}))
    assert found == Publisher("Randers Kommune", "Økonomi og analyse", "https://tal.randers.dk/")
    said = record(Contents("r", "2026-01-01", [], [], found))
    assert said["dct:publisher"]["foaf:name"] == "Randers Kommune"
    assert said["dcat:dataset"][0]["dcat:contactPoint"]["vcard:fn"] == "Randers Kommune, Økonomi og analyse"


def test_the_same_warehouse_gives_the_same_bytes(world: World, data: Path, tmp_path: Path) -> None:
    snapshot = world.snapshot()
    put_open_data(warehouse(tmp_path / "again.duckdb", snapshot), [snapshot], tmp_path)
    for file in sorted(path for path in data.rglob("*") if path.is_file()):
        assert (tmp_path / "data" / file.relative_to(data)).read_bytes() == file.read_bytes(), file
