"""Every check of a layout that looks at more than one value at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sheetreview.inputs import (
    layout_conditions,
    layout_follow_up,
    layout_names,
    layout_roles,
    layout_scales,
    layout_sections,
    layout_sign_off,
)
from sheetreview.inputs.fault import Fault
from sheetreview.model.layout import Layout

LAYOUT_CHECKS: tuple[Callable[[Layout], Iterator[Fault]], ...] = (
    layout_names.duplicate_ids,
    layout_names.reserved_ids,
    layout_names.unknown_names,
    layout_names.unknown_texts,
    layout_names.unknown_sources,
    layout_scales.levels_alike,
    layout_scales.mixed_numbers,
    layout_scales.best_numbers,
    layout_scales.unfit_values,
    layout_scales.bands_alike,
    layout_sections.kind_keys,
    layout_sections.options_alike,
    layout_sections.computed_operands,
    layout_sections.label_columns,
    layout_sections.rowless_sections,
    layout_sections.item_cells,
    layout_sections.total_columns,
    layout_sections.rule_values,
    layout_sections.flag_values,
    layout_sections.at_most_counts,
    layout_roles.roles_alike,
    layout_roles.shown_columns,
    layout_roles.pooled_gaps,
    layout_roles.pooled_restricted,
    layout_roles.external_forms,
    layout_conditions.picked_items,
    layout_conditions.issue_conditions,
    layout_conditions.frequency_rules,
    layout_follow_up.follow_up_columns,
    layout_follow_up.carried_rows,
    layout_sign_off.one_sign_off,
    layout_sign_off.sign_off_columns,
    layout_sign_off.sign_off_rows,
)
