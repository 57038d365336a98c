"""
Holds an engine against the exact evaluator, and a difference down to the smallest company that shows it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from incentives.profiles.digest import canonical_text
from incentives.profiles.profile import Profile
from tests.differential.answers import Question, differences, exact_answers
from tests.differential.engines import Engine
from tests.differential.firms import smaller


@dataclass(slots=True)
class Comparison:
    """
    What came of it.

    Args:

        compared: Answers held against each other, by the status of the exact one.

        left: Answers that the engine left to the exact evaluator, by programme and reason.

        found: Differences: programme, lines, the smallest company that shows some.
    """

    compared: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    found: list[tuple[str, list[str], Profile]] = field(default_factory=list)

    def text(self) -> str:
        """The differences as a person reads them."""
        told = [(name, *lines, canonical_text(profile)) for name, lines, profile in self.found]
        return "\n\n".join("\n  ".join(each) for each in told)


def compare(engine: Engine, question: Question, *, most: int = 3) -> Comparison:
    """Every answer of *engine* against the exact one; the first *most* differences, made small."""
    result = Comparison()
    for profile, answers in zip(question.profiles, engine(question), strict=True):
        exact = exact_answers(question, profile)
        for name, expected in exact.items():
            actual = answers[name]
            if isinstance(actual, str):
                result.left[f"{name}: {actual}"] += 1
                continue
            result.compared[expected.status or ""] += 1
            if len(result.found) < most and differences(expected, actual):
                small = smallest(engine, question, profile, name)
                result.found.append((name, lines_of(engine, question, small, name), small))
    return result


def lines_of(engine: Engine, question: Question, profile: Profile, name: str) -> list[str]:
    """In what the answers for one programme differ when the company is asked about alone."""
    actual = engine(replace(question, profiles=[profile]))[0][name]
    return [] if isinstance(actual, str) else differences(exact_answers(question, profile)[name], actual)


def smallest(engine: Engine, question: Question, profile: Profile, name: str) -> Profile:
    """The company with as little as possible that still shows a difference for one programme."""
    if not lines_of(engine, question, profile, name):
        return profile  # only beside others: columns have other ranges then
    found = True
    while found:
        found = False
        for less in smaller(profile):
            if lines_of(engine, question, less, name):
                profile, found = less, True
                break
    return profile
