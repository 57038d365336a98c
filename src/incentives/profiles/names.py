"""
What a key of a profile stands for: a fact's name, its label in English or Chinese, or a key that every profile has.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from incentives.diagnostics import nearest, suggestion
from incentives.ir.rulebook import FactDeclaration

NAME = "name"
FISCAL_YEAR_END = "fiscal_year_end"
STATUSES = "statuses"
RESERVED: Mapping[str, str] = {
    NAME: NAME,
    "Company name": NAME,
    "企业名称": NAME,
    FISCAL_YEAR_END: FISCAL_YEAR_END,
    "Fiscal year end": FISCAL_YEAR_END,
    "会计年度截止日": FISCAL_YEAR_END,
    STATUSES: STATUSES,
    "Statuses held": STATUSES,
    "已获认定": STATUSES,
}


class FieldNames:
    """
    The names and labels of declared facts, or of the fields of a list.
    """

    def __init__(self, declared: Mapping[str, FactDeclaration], reserved: Mapping[str, str] | None = None) -> None:
        self.declared = declared
        self.reserved = reserved or {}

    @cached_property
    def by_label(self) -> Mapping[str, str]:
        """The names by label, in any language; made when a key is no name. Of two facts the first declared has it."""
        facts = reversed(tuple(self.declared.items()))
        return {label: name for name, fact in facts for label in fact.label.values()}

    def resolve(self, key: str) -> str | None:
        """The name that *key* means, None if it means nothing."""
        key = key.strip()
        if key in self.declared:
            return key
        return self.reserved.get(key) or self.by_label.get(key)

    def help(self, key: str) -> str | None:
        """What *key* may have been meant for."""
        names = [*self.declared, *self.reserved.values()]
        if not nearest(key, names):
            label = nearest(key, [*self.by_label, *self.reserved])
            if label:
                return f"did you mean `{label[0]}`, which is `{self.resolve(label[0])}`?"
        return suggestion(key, names)


class FactNames(FieldNames):
    """
    The keys of a profile.
    """

    def __init__(self, declared: Mapping[str, FactDeclaration]) -> None:
        super().__init__(declared, RESERVED)
