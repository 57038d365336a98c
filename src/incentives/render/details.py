"""
Why, in full: each criterion as a tree, each award with its working, its payments and its exchange rates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from incentives.engine.results import Status
from incentives.explain.awards import AwardExplanation
from incentives.explain.build import Explanation, ProgrammeExplanation
from incentives.explain.criteria import CriterionExplanation
from incentives.explain.messages import Message
from incentives.ir.rulebook import Clause, Nature
from incentives.l10n.localiser import Localiser
from incentives.render.summary import programme_title, status_text
from incentives.render.terminal import COLOURS, SIGNS, TRUTH_STATUS, is_weak, joined, styled

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text
    from rich.tree import Tree


def details(explanation: Explanation, localiser: Localiser) -> list[RenderableType]:
    """A section for each programme."""
    return [part for each in explanation.programmes for part in programme_details(each, localiser)]


def programme_details(explanation: ProgrammeExplanation, localiser: Localiser) -> list[RenderableType]:
    """One programme in full."""
    from rich.rule import Rule  # noqa: PLC0415 - the terminal's library is loaded when something is drawn

    programme = explanation.result.programme
    title = joined([programme_title(explanation, localiser), styled(programme.id, "dim")])
    parts: list[RenderableType] = ["", Rule(title, align="left", style="dim")]
    parts.append(joined([status_text(explanation.result.status, localiser), *_source(explanation, localiser)]))
    parts += [styled(f"  {localiser.message(each)}") for each in explanation.decided_by]
    if explanation.eligibility:
        parts += ["", criteria_tree(explanation.eligibility, localiser, localiser.word("label.criteria"))]
    for award in explanation.awards:
        parts += ["", award_tree(award, localiser)]
    return parts


def criteria_tree(root: CriterionExplanation, localiser: Localiser, heading: str) -> Tree:
    """A criterion with its members under a heading."""
    from rich.tree import Tree  # noqa: PLC0415 - as above

    tree = Tree(styled(heading, "bold"), guide_style="dim")
    _add_criterion(tree, root, localiser)
    return tree


def award_tree(award: AwardExplanation, localiser: Localiser) -> Tree:
    """An award with its conditions, its working, its payments and its exchange rates."""
    from rich.tree import Tree  # noqa: PLC0415 - as above

    head = [styled(localiser.title(award.title, award.id), "bold"), *_clause(award.clause, localiser)]
    if award.nature is Nature.DISCRETIONARY:
        head.append(styled(localiser.word("nature.discretionary"), "yellow"))
    tree = Tree(joined(head), guide_style="dim")
    amount = [styled(f"{SIGNS[award.status]} {localiser.message(award.amount)}", COLOURS[award.status])]
    if award.reported:
        amount.append(styled(f"= {localiser.message(award.reported)}"))
    tree.add(joined(amount))
    if award.status is Status.INELIGIBLE:
        _add_messages(tree, None, award.decided_by, localiser)
    _add_messages(tree, None, award.reasons, localiser, "yellow")
    if award.conditions:
        _add_criterion(tree, award.conditions, localiser)
    if award.formula:
        tree.add(joined([styled(localiser.word("label.formula"), "dim"), styled(award.formula)]))
    _add_messages(tree, "label.working", award.working, localiser)
    if award.cap:
        tree.add(styled(localiser.message(award.cap)))
    if len(award.payments) > 1 or any(payment.working for payment in award.payments):
        branch = tree.add(styled(localiser.word("label.payments"), "dim"))
        for payment in award.payments:
            line = joined([styled(localiser.message(payment.when)), styled(localiser.message(payment.amount), "bold")])
            _add_messages(branch.add(line), None, payment.working, localiser)
    _add_messages(tree, "label.payers", award.payers, localiser)
    if award.deadline:
        tree.add(styled(localiser.message(award.deadline)))
    _add_messages(tree, "label.rates", (*award.conversions, *award.quotes), localiser)
    _add_note(tree, award.clause, localiser)
    return tree


def _add_criterion(tree: Tree, criterion: CriterionExplanation, localiser: Localiser) -> None:
    from rich.console import Group  # noqa: PLC0415 - as above

    status = TRUTH_STATUS[criterion.truth]
    head = [styled(f"{SIGNS[status]} {localiser.message(criterion.name)}", COLOURS[status])]
    if criterion.title and criterion.members:
        head.append(styled(localiser.message(criterion.counting), "dim"))
    head += _clause(criterion.clause, localiser)
    if criterion.preference:
        head.append(styled(localiser.word("label.preference"), "dim"))
    lines: list[RenderableType] = [joined(head)]
    compared = [localiser.message(each) for each in (criterion.values, criterion.margin) if each]
    if compared:
        lines.append(styled(f"  {' — '.join(compared)}"))
    if criterion.text and not criterion.values:
        lines.append(styled(f"  {criterion.text}", "dim"))
    told = (*criterion.facts, *criterion.reasons, *criterion.conversions)
    lines += [styled(f"  {localiser.message(message)}", "dim") for message in told]
    branch = tree.add(Group(*lines))
    _add_note(branch, criterion.clause, localiser)
    for member in criterion.members:
        _add_criterion(branch, member, localiser)


def _clause(clause: Clause, localiser: Localiser) -> list[Text]:
    told = [styled(f"[{clause.cite}]", "cyan")] if clause.cite else []
    if is_weak(clause.evidence):
        told.append(styled(f"[{localiser.word(f'evidence.{clause.evidence}')}]", "yellow"))
    return told


def _add_note(tree: Tree, clause: Clause, localiser: Localiser) -> None:
    if clause.note:
        tree.add(joined([styled(localiser.word("label.note"), "dim"), styled(localiser.title(clause.note), "italic")]))


def _add_messages(
    tree: Tree, heading: str | None, messages: Iterable[Message], localiser: Localiser, style: str = ""
) -> None:
    messages = tuple(messages)
    if heading and messages:
        tree = tree.add(styled(localiser.word(heading), "dim"))
    for message in messages:
        tree.add(styled(localiser.message(message), style))


def _source(explanation: ProgrammeExplanation, localiser: Localiser) -> list[Text]:
    source = explanation.result.programme.source
    told = [styled(localiser.title(source.name), "italic")]
    if source.number:
        told.append(styled(source.number))
    told.append(styled(localiser.word(f"evidence.{source.evidence}"), "yellow" if is_weak(source.evidence) else "dim"))
    return told
