"""Labels never lie on one another, wherever the dots are."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.drawing.placement import LINE, Box, plane_labels, strip_labels

WIDTH, HEIGHT = 380.0, 300.0
on_strip = st.lists(
    st.tuples(st.floats(9, WIDTH - 9), st.floats(40, 110)), min_size=1, max_size=5, unique_by=lambda mark: mark[0]
)
crowded = st.tuples(st.floats(9, WIDTH - 9), st.lists(st.floats(40, 110), min_size=5, max_size=5)).map(
    lambda drawn: [(drawn[0], width) for width in drawn[1]]
)


@settings(max_examples=200)
@given(st.one_of(on_strip, crowded))
def test_strip_labels_keep_apart_and_inside(marks: list[tuple[float, float]]) -> None:
    placed = strip_labels(marks, WIDTH)
    assert len(placed) == len(marks)
    for (one, _), (other, _) in combinations(placed, 2):
        assert not one.collides(other)
    for (place, line), (_, width) in zip(placed, marks, strict=True):
        left = place.x - {"start": 0, "middle": width / 2, "end": width}[place.anchor]
        assert left >= -0.01
        assert left + width <= WIDTH + 0.01
        assert place.y == -line * LINE


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(9, WIDTH - 9), st.floats(150, 370)), min_size=1, max_size=5))
def test_labels_too_wide_for_the_strip_still_do_not_cover_each_other(marks: list[tuple[float, float]]) -> None:
    placed = strip_labels(marks, WIDTH)
    assert not any(one.text.overlaps(other.text) for (one, _), (other, _) in combinations(placed, 2))


def test_labels_with_room_stand_over_their_dots_on_the_lowest_line() -> None:
    placed = strip_labels([(60, 60), (190, 60), (320, 60)], WIDTH)
    assert [(place.x, place.anchor, line) for place, line in placed] == [
        (60, "middle", 0),
        (190, "middle", 0),
        (320, "middle", 0),
    ]


def test_two_dots_on_the_same_spot_get_two_lines_or_two_sides() -> None:
    (one, _), (other, _) = strip_labels([(190, 60), (190, 60)], WIDTH)
    assert (one.x, one.y) != (other.x, other.y)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.floats(20, WIDTH - 20), st.floats(20, HEIGHT - 20), st.floats(40, 80)), min_size=1, max_size=6
    )
)
def test_plane_labels_keep_clear_of_each_other_and_of_the_notes(marks: list[tuple[float, float, float]]) -> None:
    note = Box(8, 6, 110, 22)
    placed = [place for place in plane_labels(marks, WIDTH, HEIGHT, [note], 5) if place is not None]
    for one, other in combinations(placed, 2):
        assert not one.text.overlaps(other.text)
    assert not any(place.text.overlaps(note) for place in placed)


def test_the_most_important_label_is_the_last_to_give_way() -> None:
    crowd = [(190.0, 150.0, 80.0)] * 6
    placed = plane_labels(crowd, WIDTH, HEIGHT, [], 5)
    assert placed[0] is not None
    assert None in placed or len({(p.x, p.y) for p in placed if p}) == len(crowd)
