"""The components of the page grammar, one module each.

Belongs here: the list of them. Each module's docstring says what question the component answers, when not to use it,
and how it stands on a page. A module without a tag is a chart that other components draw.
"""

from __future__ import annotations

from dashboards.components import (
    activity_table,
    area_rows,
    big_value,
    calculations,
    certainty,
    data_table,
    decomposition,
    dialogue_questions,
    download,
    effect_cards,
    effect_price_plane,
    example,
    expectation,
    figure_notes,
    full_cost,
    headline,
    indicator_facts,
    indicator_list,
    link_list,
    missing_note,
    neighbours,
    paired_effects,
    price_basis,
    price_cards,
    process_list,
    section,
    series,
    snapshot_list,
    source_footer,
    source_list,
    trial_cards,
)
from dashboards.components.base import Component

COMPONENTS: dict[str, Component] = {
    module.COMPONENT.tag: module.COMPONENT
    for module in (
        activity_table,
        area_rows,
        big_value,
        calculations,
        certainty,
        data_table,
        decomposition,
        dialogue_questions,
        download,
        effect_cards,
        effect_price_plane,
        example,
        expectation,
        figure_notes,
        full_cost,
        headline,
        indicator_facts,
        indicator_list,
        link_list,
        missing_note,
        neighbours,
        paired_effects,
        price_basis,
        price_cards,
        process_list,
        section,
        series,
        snapshot_list,
        source_footer,
        source_list,
        trial_cards,
    )
}
