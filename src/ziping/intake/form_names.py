"""Which group and kind of an edition a printed level-1 or level-2 label means."""

from __future__ import annotations

from typing import NamedTuple

from ziping.domain.form_labels import plain_label, points_label
from ziping.domain.project_form import FormGroup, FormKind, FormRules


class Found(NamedTuple):
    """A kind with the group it belongs to."""

    group: FormGroup
    kind: FormKind


class FormNames:
    """Names of the groups and kinds of an edition."""

    def __init__(self, rules: FormRules) -> None:
        self.groups: dict[str, FormGroup] = {}
        for group in rules.groups:
            for name in (group.label_zh, *group.aliases):
                self.groups.setdefault(plain_label(name), group)
        self.kinds: dict[str, tuple[Found, ...]] = {}
        for group in rules.groups:
            for kind in group.kinds:
                for name in dict.fromkeys(plain_label(text) for text in (kind.label_zh, *kind.aliases)):
                    self.kinds[name] = (*self.kinds.get(name, ()), Found(group, kind))

    def group(self, text: str) -> FormGroup | None:
        """The group a level-1 cell names, points behind it or not."""
        return self.groups.get(points_label(text).label)

    def is_kind(self, text: str) -> bool:
        """Whether a cell holds the name of a kind and nothing else."""
        return plain_label(text) in self.kinds

    def kind(self, text: str, group: FormGroup | None) -> Found | None:
        """The kind a level-2 cell names: of its own group, else of the only group that has it."""
        found = self.kinds.get(plain_label(text), ())
        own = [item for item in found if group is not None and item.group.id == group.id]
        return own[0] if own else found[0] if len(found) == 1 else None
