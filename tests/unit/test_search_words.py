"""What readers call a measure leads to a measure there is."""

from __future__ import annotations

from dashboards.site.search_index import synonyms
from seksby.workspace import PROJECT_DIR


def test_every_other_name_is_of_a_measure_of_the_catalogue() -> None:
    slugs = {file.stem.replace("_", "-") for file in (PROJECT_DIR / "data/catalogue/indicators").rglob("*.yml")}
    assert set(synonyms()) <= slugs
    assert "normering" in synonyms()["day-care-children-per-adult-0-2"]
