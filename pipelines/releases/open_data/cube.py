"""All values of a release as one JSON-stat 2 data set, which statistics tools read as a cube.

Belongs here: the cube of indicator, municipality, year and price basis, with the reasons for what is missing. Does not
belong here: any other number; those are tables (`tables`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

_VALUES = """
    select indicator_id, municipality_code, year,
        case price_basis when 'fixed' then 'fixed' else 'current' end as basis,
        cast(value as double) as value, missing_reason
    from marts.indicator_values
"""


def cube(connection: duckdb.DuckDBPyConnection, release: str, day: str) -> dict[str, Any]:
    """The values with a figure, and the reason of those that are missing, by their place in the cube."""

    def rows(sql: str) -> list[Any]:
        return connection.execute(sql).fetchall()

    indicators = rows(
        f"""
        select indicator_id, title_da, title_en, unit_da, decimals from marts.indicators
        where indicator_id in (select indicator_id from ({_VALUES})) order by sort_order, indicator_id
        """
    )
    municipalities = rows("select municipality_code, name from marts.municipalities order by municipality_code")
    years = [year for (year,) in rows(f"select distinct year from ({_VALUES}) order by 1")]
    bases = {"current": "Løbende priser, eller intet beløb", "fixed": "Faste priser"}
    places = [
        {name: place for place, name in enumerate(names)}
        for names in (
            [row[0] for row in indicators],
            [row[0] for row in municipalities],
            years,
            list(bases),
        )
    ]
    size = [len(place) for place in places]
    value: dict[str, float] = {}
    status: dict[str, str] = {}
    for *key, figure, reason in rows(f"{_VALUES} order by all"):
        place = 0
        for length, of, name in zip(size, places, key, strict=True):
            place = place * length + of[name]
        if figure is not None:
            value[str(place)] = figure
        elif reason is not None and key[3] == "current":
            status[str(place)] = reason
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Seksby: kommunernes tal",
        "updated": day,
        "note": [f"Udgave {release}"],
        "id": ["indicator", "municipality", "year", "price_basis"],
        "size": size,
        "role": {"metric": ["indicator"], "geo": ["municipality"], "time": ["year"]},
        "dimension": {
            "indicator": {
                "label": "Mål",
                "category": {
                    "index": [row[0] for row in indicators],
                    "label": {row[0]: row[1] for row in indicators},
                    "unit": {row[0]: {"label": row[3] or "", "decimals": row[4]} for row in indicators},
                },
            },
            "municipality": {
                "label": "Kommune",
                "category": {"index": [row[0] for row in municipalities], "label": dict(municipalities)},
            },
            "year": {
                "label": "År",
                "category": {"index": [str(year) for year in years], "label": {str(y): str(y) for y in years}},
            },
            "price_basis": {"label": "Priser", "category": {"index": list(bases), "label": bases}},
        },
        "value": value,
        "status": status,
    }
