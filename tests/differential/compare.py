"""
Holds an engine against the exact evaluator, and a difference down to the smallest company that shows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
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

        found: Differences: programme, lines, the fewest and smallest companies that together show some.
    """

    compared: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    found: list[tuple[str, list[str], list[Profile]]] = field(default_factory=list)

    def text(self) -> str:
        """The differences as a person reads them."""
        told = [(name, *lines, *map(canonical_text, profiles)) for name, lines, profiles in self.found]
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
                few = smallest(engine, question, profile, name)
                result.found.append((name, lines_of(engine, question, few, name), few))
    return result


def lines_of(engine: Engine, question: Question, profiles: Sequence[Profile], name: str) -> list[str]:
    """In what the answers for one programme differ when these companies are asked about."""
    found: list[str] = []
    for profile, answers in zip(profiles, engine(replace(question, profiles=profiles)), strict=True):
        actual = answers[name]
        if not isinstance(actual, str):
            found += differences(exact_answers(question, profile)[name], actual)
    return found


def smallest(engine: Engine, question: Question, profile: Profile, name: str) -> list[Profile]:
    """
    The fewest companies, with as little as possible, that still show a difference for one programme: mostly one, else
    some that stand in a block together.
    """
    few = [profile]
    if not lines_of(engine, question, few, name):
        few = list(question.profiles)
    found = True
    while found:
        found = False
        for less in _fewer(few):
            if lines_of(engine, question, less, name):
                few, found = less, True
                break
    return few


def _fewer(profiles: list[Profile]) -> Iterable[list[Profile]]:
    """Half of the companies, all but one, then one of them with less."""
    half = len(profiles) // 2
    if half > 1:
        yield profiles[:half]
        yield profiles[half:]
    if half:
        yield from (profiles[:index] + profiles[index + 1 :] for index in range(len(profiles)))
    for index, profile in enumerate(profiles):
        for less in smaller(profile):
            yield [*profiles[:index], less, *profiles[index + 1 :]]
