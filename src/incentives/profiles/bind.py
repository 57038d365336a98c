"""
From what was written to a profile: each key to the fact it names, each value by the type of that fact.

The same for a file, a Python mapping and `--set` options, which are nodes by the time they come here. Everything that
is wrong is reported in one go. Not for reading files, nor for what the facts mean for a programme.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from incentives.diagnostics import Collector, suggestion
from incentives.ir.rulebook import FactDeclaration, PlaceDeclaration
from incentives.profiles.digest import digest_of
from incentives.profiles.fact_values import TooManyProblems, ValueBinder, kind_of, not_stated, span_of
from incentives.profiles.names import FISCAL_YEAR_END, NAME, STATUSES, FactNames
from incentives.profiles.profile import FactValue, HeldStatus, Profile
from incentives.source import Span
from incentives.syntax.literals import LONGEST, TRUTHS, Misread, read_date
from incentives.syntax.nodes import MappingNode, Node, ScalarNode
from incentives.syntax.yaml_problems import shown

LAST_DAY = (12, 31)
HELD = frozenset({"held", *(word for word, truth in TRUTHS.items() if truth)})
NOT_HELD = frozenset({"none", *(word for word, truth in TRUTHS.items() if not truth)})
_MONTH_AND_DAY = re.compile(r"([0-9]{2})-([0-9]{2})|([0-9]{1,2})月([0-9]{1,2})日")


def bind(
    node: Node,
    source_name: str,
    rulebook_facts: Mapping[str, FactDeclaration],
    places: Mapping[str, PlaceDeclaration],
    collector: Collector,
    *,
    programmes: Collection[str] = (),
) -> Profile | None:
    """
    The profile that *node* states, or None if something is wrong with it.

    Args:

        source_name: What a person knows the profile by, for a message that has no place in it.

        programmes: The ids that `statuses` may name; any id if there are none.
    """
    problems = Collector()
    profile = None
    try:
        profile = _Binder(rulebook_facts, places, problems, programmes).profile(node, source_name)
    except TooManyProblems:
        problems.add(
            "too-large", "there are too many mistakes: the rest of the profile was not read", where=source_name
        )
    collector.found.extend(problems.found)
    return None if problems.failed else profile


class _Binder:
    """
    Binds one profile.
    """

    def __init__(
        self,
        facts: Mapping[str, FactDeclaration],
        places: Mapping[str, PlaceDeclaration],
        problems: Collector,
        programmes: Collection[str],
    ) -> None:
        self.facts = facts
        self.programmes = programmes
        self.values = ValueBinder(places, problems)

    def profile(self, node: Node, source_name: str) -> Profile | None:
        if not isinstance(node, MappingNode):
            message = f"a profile is a mapping of facts to values, `{source_name}` holds {kind_of(node)}"
            self.values.report("wrong-shape", message, span_of(node), "write `registered_in: CN-SH`")
            return None
        facts: dict[str, FactValue] = {}
        stated: dict[str, Span] = {}
        name, year_end, statuses = "", LAST_DAY, dict[str, HeldStatus]()
        for fact, key, value in self.values.distinct(FactNames(self.facts), node, "a fact", "unknown-fact"):
            if fact == NAME:
                name = self.name(value)
            elif fact == FISCAL_YEAR_END:
                year_end = self.year_end(value)
            elif fact == STATUSES:
                statuses = self.statuses(value)
            elif (found := self.values.fact(self.facts[fact], value)) is not None:
                facts[fact] = found
                stated[fact] = key.span
        profile = Profile(name=name, facts=facts, fiscal_year_end=year_end, statuses=statuses, places=stated)
        return replace(profile, digest=digest_of(profile))

    def name(self, node: Node) -> str:
        """What the company is called."""
        if not isinstance(node, ScalarNode):
            self.values.report(
                "wrong-shape", f"the name of the company is a text, this is {kind_of(node)}", span_of(node)
            )
            return ""
        if len(node.text) > LONGEST:
            self.values.report(
                "too-large", f"a name has at most {LONGEST} characters, this one has {len(node.text)}", node.span
            )
            return ""
        return "" if node.plain and not_stated(node) else node.text.strip()

    def year_end(self, node: Node) -> tuple[int, int]:
        """`MM-DD`: the month and day on which fiscal years end."""
        if not_stated(node):
            return LAST_DAY
        help_line = "write month-day: `03-31`"
        if not isinstance(node, ScalarNode):
            self.values.report(
                "wrong-shape",
                f"the end of the fiscal year is a month and day, this is {kind_of(node)}",
                span_of(node),
                help_line,
            )
            return LAST_DAY
        found = _MONTH_AND_DAY.fullmatch(node.text.strip())
        if found:
            month, day = int(found[1] or found[3]), int(found[2] or found[4])
            try:
                date(2000, month, day)  # a leap year
            except ValueError:
                pass
            else:
                return month, day
        self.values.report("bad-date", f"{shown(node.text)} is not a month and day", node.span, help_line)
        return LAST_DAY

    def statuses(self, node: Node) -> dict[str, HeldStatus]:
        """Programme ids with since when the company holds the status, or that it does not."""
        if not_stated(node):
            return {}
        if not isinstance(node, MappingNode):
            message = f"`statuses` is a mapping of programme ids to dates, this is {kind_of(node)}"
            self.values.report("wrong-shape", message, span_of(node), "write `cn-national/hnte: 2023-11-15`")
            return {}
        found: dict[str, HeldStatus] = {}
        for key, value in node.entries:
            if self.programmes and key.text not in self.programmes:
                self.values.report(
                    "unknown-programme",
                    f"{shown(key.text)} is not a programme",
                    key.span,
                    suggestion(key.text, self.programmes),
                )
                continue
            status = self.status(value)
            if status is not None:
                found[key.text] = status
        return found

    def status(self, node: Node) -> HeldStatus | None:
        """A date (held from then on), `none`, or `{from: …, until: …}`."""
        help_line = "write the date of the recognition, `none`, or `{from: 2023-11-15, until: 2026-11-14}`"
        if not_stated(node):
            return None
        if isinstance(node, MappingNode):
            return self.period(node, help_line)
        if not isinstance(node, ScalarNode):
            self.values.report(
                "wrong-shape", f"a status is held from a date on, this is {kind_of(node)}", span_of(node), help_line
            )
            return None
        word = node.text.strip().lower()
        if word in NOT_HELD:
            return HeldStatus(held=False)
        if word in HELD:
            return HeldStatus()
        start = self.day(node, help_line)
        return HeldStatus(start=start) if start else None

    def period(self, node: MappingNode, help_line: str) -> HeldStatus | None:
        """`{from: 2023-11-15, until: 2026-11-14}`, either left out if it is not known."""
        ends: dict[str, date | None] = {"from": None, "until": None}
        for key, value in node.entries:
            if key.text not in ends:
                self.values.report(
                    "unknown-key", f"{shown(key.text)} is not a key here", key.span, suggestion(key.text, ends)
                )
            elif not not_stated(value):
                ends[key.text] = self.day(value, help_line)
        start, end = ends["from"], ends["until"]
        if start and end and end < start:
            self.values.report(
                "bad-period",
                f"the status ends on {end}, before it begins on {start}",
                span_of(node),
                "`from` is the first day, `until` the last",
            )
            return None
        return HeldStatus(start=start, end=end)

    def day(self, node: Node, help_line: str) -> date | None:
        if not isinstance(node, ScalarNode):
            self.values.report("wrong-shape", f"a date is due here, this is {kind_of(node)}", span_of(node), help_line)
            return None
        found = read_date(node.text.strip())
        if isinstance(found, Misread):
            self.values.report(found.code, found.message, node.span, help_line)
            return None
        return found
