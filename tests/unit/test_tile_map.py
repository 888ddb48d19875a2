"""The map of tiles: every municipality once, no two in one place, neighbours near, west left and north up."""

from __future__ import annotations

import csv
from itertools import combinations, pairwise
from pathlib import Path

from dashboards.drawing.tile_map import Tile, layout, size

CATALOGUE = Path(__file__).resolve().parents[2] / "data" / "catalogue" / "municipalities.csv"
NAMES = {
    row["municipality_code"]: row["name"]
    for row in csv.DictReader(CATALOGUE.read_text(encoding="utf-8").splitlines(), delimiter=";")
}
TILES = {NAMES[tile.municipality_code]: tile for tile in layout()}

# Municipalities that share a border on land, and those whose only way to others is a bridge.
BORDERS = """
Hjørring: Frederikshavn Brønderslev Jammerbugt
Brønderslev: Frederikshavn Jammerbugt Aalborg
Aalborg: Jammerbugt Frederikshavn Vesthimmerlands Rebild Mariagerfjord
Vesthimmerlands: Rebild Mariagerfjord Viborg Jammerbugt
Rebild: Mariagerfjord
Thisted: Jammerbugt Morsø Struer
Skive: Morsø Viborg Struer Holstebro
Holstebro: Lemvig Struer Herning Ringkøbing-Skjern
Viborg: Holstebro Herning Ikast-Brande Silkeborg Favrskov Randers Mariagerfjord
Randers: Mariagerfjord Favrskov Norddjurs Syddjurs
Syddjurs: Norddjurs Favrskov Aarhus
Aarhus: Favrskov Skanderborg Odder Silkeborg
Skanderborg: Silkeborg Horsens Odder
Horsens: Odder Hedensted
Herning: Ikast-Brande Ringkøbing-Skjern
Ikast-Brande: Silkeborg Billund Vejle
Ringkøbing-Skjern: Varde Billund
Varde: Esbjerg Billund Vejen
Vejle: Hedensted Billund Kolding Fredericia
Kolding: Fredericia Vejen Haderslev
Vejen: Esbjerg Billund Haderslev
Tønder: Esbjerg Haderslev Aabenraa
Aabenraa: Haderslev Sønderborg
Fanø: Esbjerg
Middelfart: Fredericia Assens Nordfyns
Odense: Nordfyns Assens Faaborg-Midtfyn Nyborg Kerteminde
Faaborg-Midtfyn: Assens Svendborg Nyborg
Svendborg: Nyborg Langeland
Kerteminde: Nyborg
Odsherred: Holbæk Kalundborg
Kalundborg: Holbæk Sorø Slagelse
Holbæk: Lejre Ringsted Sorø
Sorø: Slagelse Ringsted Næstved
Næstved: Slagelse Ringsted Faxe Vordingborg
Faxe: Vordingborg Stevns Ringsted Køge
Køge: Ringsted Lejre Roskilde Solrød Stevns
Roskilde: Lejre Solrød Greve Høje-Taastrup Egedal Frederikssund
Guldborgsund: Vordingborg Lolland
Greve: Solrød Ishøj Høje-Taastrup
Frederikssund: Halsnæs Hillerød Egedal Lejre
Hillerød: Halsnæs Gribskov Fredensborg Allerød
Helsingør: Gribskov Fredensborg
Hørsholm: Fredensborg Rudersdal
Allerød: Fredensborg Rudersdal Furesø Egedal
Furesø: Egedal Rudersdal Ballerup Gladsaxe Lyngby-Taarbæk
Ballerup: Egedal Herlev Albertslund Glostrup
Lyngby-Taarbæk: Rudersdal Gladsaxe Gentofte
Gladsaxe: Herlev Gentofte København
København: Frederiksberg Gentofte Rødovre Hvidovre Tårnby
Rødovre: Herlev Glostrup Brøndby Hvidovre
Brøndby: Glostrup Hvidovre Vallensbæk
Albertslund: Høje-Taastrup Glostrup Vallensbæk
Ishøj: Høje-Taastrup Vallensbæk
Tårnby: Dragør
"""
PAIRS = [
    (one, other)
    for one, _, others in (line.partition(": ") for line in BORDERS.splitlines())
    for other in others.split()
]

# From west to east and from north to south, in steps that no map may turn round.
EASTWARDS = [
    *("Varde", "Billund", "Skanderborg", "Samsø", "Kalundborg", "Holbæk", "Roskilde", "Albertslund", "Gladsaxe"),
    "Bornholm",
]
SOUTHWARDS = ["Hjørring", "Aalborg", "Randers", "Aarhus", "Horsens", "Fredericia", "Aabenraa"]
SOUTHWARDS_ON_ZEALAND = ["Helsingør", "Hillerød", "Egedal", "Roskilde", "Solrød", "Faxe", "Guldborgsund"]


def away(one: Tile, other: Tile) -> float:
    return max(abs(one.x - other.x), abs(one.y - other.y))


def test_every_municipality_has_one_tile_and_a_name_of_its_own() -> None:
    assert sorted(tile.municipality_code for tile in layout()) == sorted(NAMES)
    assert len({tile.short for tile in layout()}) == 98
    assert all(1 <= len(tile.short) <= 4 for tile in layout())


def test_no_tile_lies_on_another_and_all_lie_on_the_map() -> None:
    assert [pair for pair in combinations(layout(), 2) if away(*pair) < 1] == []
    assert all(tile.x >= 1 and tile.y >= 1 for tile in layout())
    assert size() == (18 * 36, 12 * 36)


def test_neighbours_stay_near() -> None:
    """Four in five touch; between the others there is one tile at most."""
    gaps = {pair: away(TILES[pair[0]], TILES[pair[1]]) for pair in PAIRS}
    assert {pair: gap for pair, gap in gaps.items() if gap > 2} == {}
    assert sum(gap <= 1 for gap in gaps.values()) / len(gaps) > 0.8


def test_west_is_left_and_north_is_up() -> None:
    assert all(TILES[one].x < TILES[other].x for one, other in pairwise(EASTWARDS))
    for names in (SOUTHWARDS, SOUTHWARDS_ON_ZEALAND):
        assert all(TILES[one].y < TILES[other].y for one, other in pairwise(names))
