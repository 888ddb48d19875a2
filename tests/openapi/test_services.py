"""Both services from question to snapshot: paging, keys, suppressed figures, bad days."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina
from pydantic import SecretStr

from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.read import read_catalogue
from pipelines.sources import snapshots
from pipelines.sources.http import UnreachableError
from pipelines.sources.openapi import jobindsats, keyed, uddannelsesstatistik
from seksby.errors import SourceError
from seksby.settings import Endpoint, Settings
from tests.openapi.standin import KEY, StandIn

NATIONAL = Path(__file__).resolve().parents[2] / "data" / "catalogue"
AREA, YEAR = "[Institution].[Beliggenhedskommune]", "[Skoleår].[Skoleår]"
LABELS = ["Area", "Periode", "Ydelsesgrupper"]
FACTS = "Forventet og faktisk andel fuldtidspersoner på offentlig forsørgelse: {} andel (pct.)"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The catalogue as it is shipped: what is tested is what a user with a key gets."""
    return read_catalogue(NATIONAL)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with stamina.set_testing(True, attempts=4, cap=True):
        yield


def source(catalogue: Catalogue, name: str) -> Source:
    return next(item for item in catalogue.sources if item.id == name)


def refresh(protocol: Any, standin: StandIn, catalogue: Catalogue, name: str, root: Path) -> keyed.FetchResult:
    with protocol.connect(Endpoint(standin.url, interval=0, key=SecretStr(KEY))) as service:
        return keyed.refresh_source(protocol, service, catalogue, source(catalogue, name), root)


def figures(result: keyed.FetchResult) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Source cell and content by area, period and measure."""
    lines = result.snapshot.data_path.read_text(encoding="utf-8").splitlines()
    header, *rows = [line.split(";") for line in lines]
    found = [dict(zip(header, row, strict=True)) for row in rows]
    area, time = header[0], header[-3]
    return {(row[area], row[time], row["MÅL"]): (row["KILDECELLE"], row["INDHOLD"]) for row in found}


# ---- uddannelsesstatistik.dk


@pytest.fixture
def education() -> Iterator[StandIn]:
    rows = [
        {AREA: "Randers", f"{YEAR}.[Skoleår]": "2023/2024", "Forskel": "-0,2", "Karakter": "6,9"},
        {AREA: "Aarhus Kommune", f"{YEAR}.[Skoleår]": "2023/2024", "Forskel": "0,1", "Karakter": "2.351,0"},
        {AREA: "Odense", f"{YEAR}.[Skoleår]": "2023/2024", "Karakter": "100,0 %"},
        {AREA: "Grønland", f"{YEAR}.[Skoleår]": "2023/2024", "Forskel": "0,1", "Karakter": "7,0"},
    ]
    with StandIn(f"Bearer {KEY}", pages=[rows[:2], rows[2:]]) as running:
        yield running


def test_pages_are_asked_for_until_one_is_empty_and_kept(
    education: StandIn, catalogue: Catalogue, tmp_path: Path
) -> None:
    result = refresh(uddannelsesstatistik, education, catalogue, "UVM_SOCREF", tmp_path)

    assert [body["side"] for _, body in education.asked] == [1, 2, 3]
    body = education.asked[0][1]
    assert (body["område"], body["emne"], body["underemne"]) == ("GS", "SOCR", "SOCREFEX")
    assert body["nøgletal"] == ["Forskel", "Karakter"]
    assert body["detaljering"] == [AREA, YEAR]
    form = (body["indlejret"], body["tomme_rækker"], body["formattering"], body["side_størrelse"])
    assert form == (False, False, "json", 100_000)
    kept = json.loads((result.snapshot.directory / "received" / keyed.PAGES).read_text(encoding="utf-8"))
    assert kept == [*education.pages, []]
    snapshots.verify(result.snapshot)


def test_danish_numbers_are_read_and_what_is_left_out_is_confidential_never_zero(
    education: StandIn, catalogue: Catalogue, tmp_path: Path
) -> None:
    found = figures(refresh(uddannelsesstatistik, education, catalogue, "UVM_SOCREF", tmp_path))

    assert found["730", "2023/2024", "FORSKEL"] == ("side 1, række 1, Forskel", "-0.2")
    assert found["751", "2023/2024", "KARAKTER"] == ("side 1, række 2, Karakter", "2351")
    assert found["461", "2023/2024", "KARAKTER"] == ("side 2, række 1, Karakter", "100")
    assert found["461", "2023/2024", "FORSKEL"] == ("(udeladt)", "..")  # a figure left out of a row
    assert found["101", "2023/2024", "FORSKEL"] == ("(udeladt)", "..")  # a row left out
    assert len(found) == 98 * 2
    assert {content for _, content in found.values()} == {"-0.2", "6.9", "0.1", "2351", "100", ".."}


def test_the_same_figures_again_are_no_new_snapshot(education: StandIn, catalogue: Catalogue, tmp_path: Path) -> None:
    assert refresh(uddannelsesstatistik, education, catalogue, "UVM_SOCREF", tmp_path).outcome == "new"
    assert refresh(uddannelsesstatistik, education, catalogue, "UVM_SOCREF", tmp_path).outcome == "same_bytes"
    education.pages[0][0]["Forskel"] = "-0,3"
    assert refresh(uddannelsesstatistik, education, catalogue, "UVM_SOCREF", tmp_path).outcome == "new"


def test_a_passing_failure_is_asked_again(education: StandIn, catalogue: Catalogue, tmp_path: Path) -> None:
    education.failures = [503, 429]
    assert refresh(uddannelsesstatistik, education, catalogue, "UVM_SOCREF", tmp_path).outcome == "new"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda s: s.pages[0][0].update(Forskel="n/a"), "gave 'n/a' in side 1, række 1, Forskel"),
        (lambda s: s.pages[0][0].pop(AREA), "gave the fields"),
        (lambda s: s.pages[0][0].update({f"{YEAR}.[Skoleår]": "Alle"}), "gave the period 'Alle'"),
        (lambda s: s.pages[1].append(s.pages[0][0]), "gave the same figure more than once: side 1, række 1"),
        (lambda s: s.pages.__setitem__(1, s.pages[0]), "gave side 1 again as side 2"),
        (lambda s: s.pages.__setitem__(0, {"fejl": "x"}), "gave no list of rows on side 1"),
        (lambda s: s.pages.clear(), "gave no figures"),
        (lambda s: setattr(s, "authorization", "Bearer another"), "answered with status 401"),
    ],
)
def test_an_answer_that_cannot_be_used_is_the_sources_fault_and_stores_nothing(
    education: StandIn, catalogue: Catalogue, tmp_path: Path, change: Any, expected: str
) -> None:
    change(education)
    with pytest.raises(SourceError) as caught:
        refresh(uddannelsesstatistik, education, catalogue, "UVM_SOCREF", tmp_path)
    assert expected in caught.value.what
    assert list(tmp_path.rglob("data.csv")) == []


@pytest.mark.parametrize(
    ("status", "said", "told"),
    [
        (401, b'{"message": "Ugyldigt tegn"}', 'status 401 and the words: {"message": "Ugyldigt tegn"}.'),
        (403, b"<html>Forbudt</html>", "status 403 and a web page."),
        (404, b"Underemnet findes ikke", "status 404 and the words: Underemnet findes ikke."),
        (404, f"ukendt bruger {KEY}".encode(), "status 404 and the words: ukendt bruger (key)."),
        (404, b"x" * 2001, "status 404 and text."),
        (404, b"\x00\x01", "status 404 and text."),
    ],
)
def test_a_short_answer_is_told_in_the_services_own_words_and_the_key_never(
    education: StandIn, catalogue: Catalogue, tmp_path: Path, status: int, said: bytes, told: str
) -> None:
    education.says = (status, said)
    with pytest.raises(SourceError) as caught:
        refresh(uddannelsesstatistik, education, catalogue, "UVM_SOCREF", tmp_path)
    assert caught.value.what.endswith(told)
    assert KEY not in str(caught.value)
    assert ("SEKSBY_UDDANNELSESSTATISTIK_TOKEN" in caught.value.remedy) == (status in (401, 403))


def test_what_the_catalogue_asks_is_what_others_ask_the_service(catalogue: Catalogue) -> None:
    """Bodies of clients of the service in public repositories: augustseptimius-beep/doughnut, commit 5de35eb."""
    asked = {
        name: (
            "/".join(source(catalogue, name).query[part] for part in ("område", "emne", "underemne")),
            *source(catalogue, name).query["detaljering"],
            *source(catalogue, name).measures.values(),
        )
        for name in ("UVM_FRAVAER", "UVM_KARAGNS", "UVM_PROFMOD", "UVM_TRIVSEL")
    }
    assert asked == {
        "UVM_FRAVAER": (
            *("GS/ELEVFRAV/FRAVAAR", "[Institution].[Beliggenhedskommune]", "[Tid].[Skoleår]"),
            "Over 10 procent",
        ),
        "UVM_KARAGNS": (
            *("GS/KARA/KARAGNS", "[Bopælskommune].[Bopælskommune]", "[Skoleår].[Skoleår]"),
            "Gennemsnit - Obl. prøver",
        ),
        "UVM_PROFMOD": (
            *("GS/PROFMOD/PROFMOD", "[Bopælskommune].[Kommune]", "[År].[År]"),
            "Komp: Med mindst en ungdomsuddannelsekompetence",
        ),
        "UVM_TRIVSEL": (
            *("GS/TRIV/TRIVIND", "[Institution].[Administrerende Kommune]", "[Skoleår].[Skoleår]"),
            "Indikatorsvar - Kommunetal",
        ),
    }


def test_a_service_that_is_not_there_is_told_apart(catalogue: Catalogue, tmp_path: Path) -> None:
    with StandIn("") as gone:
        pass
    with pytest.raises(UnreachableError, match=r"uddannelsesstatistik\.dk cannot be reached"):
        refresh(uddannelsesstatistik, gone, catalogue, "UVM_SOCREF", tmp_path)


# ---- jobindsats.dk


def table(*rows: list[Any]) -> list[dict[str, Any]]:
    labels = [*LABELS, FACTS.format("Forventet"), FACTS.format("Faktisk")]
    return [{"Variables": [{"Label": label} for label in labels], "Data": list(rows)}]


@pytest.fixture
def labour() -> Iterator[StandIn]:
    group = "Ydelsesgrupper i alt"
    tables = {
        "2022QMAT04": table(["Randers", "2022", group, "20,5", "21,0"], ["Hele landet", "2022", group, 18, 18.5]),
        "2023QMAT04": table(["Randers", "2023", group, "20,1", None], ["RAR Østjylland", "2023", group, "1,0", "1,0"]),
    }
    with StandIn(KEY, periods=["2022QMAT02", *tables], tables=tables) as running:
        yield running


def test_each_selected_period_is_asked_for_and_is_the_year(
    labour: StandIn, catalogue: Catalogue, tmp_path: Path
) -> None:
    result = refresh(jobindsats, labour, catalogue, "Y30R21", tmp_path)
    found = figures(result)

    assert labour.asked[0] == ("/v2/tables/y30r21/json", None)
    assert [(path, body["area"], body["period"]) for path, body in labour.asked[1:]] == [
        ("/v2/data/y30r21/json", "*", ["2022QMAT04"]),
        ("/v2/data/y30r21/json", "*", ["2023QMAT04"]),
    ]
    assert found["730", "2022", "FAKTISK"] == ("2022QMAT04, række 1", "21")
    assert found["000", "2022", "FORVENTET"] == ("2022QMAT04, række 2", "18")
    assert found["730", "2023", "FAKTISK"][1] == ".."
    assert found["101", "2022", "FAKTISK"] == ("(udeladt)", "..")
    assert {area for area, _, _ in found} == {item.municipality_code for item in catalogue.municipalities} | {"000"}


def test_labels_that_changed_are_told_and_the_refresh_can_go_on(
    labour: StandIn, catalogue: Catalogue, tmp_path: Path
) -> None:
    labour.tables["2022QMAT04"][0]["Variables"][4]["Label"] = "Faktisk andel"
    with pytest.raises(SourceError) as caught:
        refresh(jobindsats, labour, catalogue, "Y30R21", tmp_path)
    assert "Faktisk andel" in caught.value.what
    assert FACTS.format("Faktisk") in caught.value.expected


def test_json_of_another_form_names_the_place(labour: StandIn, catalogue: Catalogue, tmp_path: Path) -> None:
    del labour.tables["2022QMAT04"][0]["Data"]
    with pytest.raises(SourceError, match=r"0\.Data: Field required"):
        refresh(jobindsats, labour, catalogue, "Y30R21", tmp_path)


def test_a_wrong_key_that_comes_with_status_200_is_told_and_not_asked_again(
    labour: StandIn, catalogue: Catalogue, tmp_path: Path
) -> None:
    labour.says = (200, "Forkert nøgle eller nøglen er udløbet.".encode())
    with pytest.raises(SourceError, match=r"Forkert nøgle eller nøglen er udløbet\.") as caught:
        refresh(jobindsats, labour, catalogue, "Y30R21", tmp_path)
    assert "SEKSBY_JOBINDSATS_TOKEN" in caught.value.remedy
    assert len(labour.asked) == 1


# ---- without a key


def test_without_a_key_sources_are_skipped_with_a_reason(catalogue: Catalogue) -> None:
    reasons = keyed.skipped(catalogue, Settings(jobindsats_token=SecretStr(KEY)).keyed)
    assert set(reasons) == {"UVM_SOCREF", "UVM_TRIVSEL", "UVM_FRAVAER", "UVM_KARAGNS", "UVM_PROFMOD"}
    assert reasons["UVM_SOCREF"].startswith("kræver gratis adgangsnøgle (SEKSBY_UDDANNELSESSTATISTIK_TOKEN")
