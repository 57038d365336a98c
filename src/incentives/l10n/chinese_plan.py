"""
The Chinese words of a plan and its calendar.
"""

from __future__ import annotations

from collections.abc import Mapping

CHINESE_PLAN: Mapping[str, str | Mapping[str, str]] = {
    "plan.title": "申报计划",
    "plan.steps": "申报事项（按先后顺序）",
    "plan.nothing": "没有可申报的事项。",
    "plan.number": "序号",
    "plan.apply-by": "申报截止",
    "plan.by": "{day}",
    "plan.passed": "{day}，已过",
    "plan.not-named": "未规定日期",
    "plan.open": "{why}",
    "plan.no-deadline": "所见条文均未规定申报截止日。",
    "plan.after": "在第{steps}项之后",
    "plan.together": "与{programmes}一并申报",
    "plan.held": "已具有该资格",
    "plan.needed-for": "为{programmes}所需",
    "plan.years": "分年度",
    "plan.year": "年度",
    "plan.undated": "日期未知",
    "plan.all": "合计",
    "plan.above": "若干笔付款受同一上限约束，合计的范围小于各年之和。",
    "plan.payments": "付款",
    "plan.due": "{day}",
    "plan.day": "日期",
    "plan.whole": "{award}",
    "plan.part": "{award}，第{number}笔，共{total}笔",
    "plan.without-day": "日期未知的付款",
    "plan.also": "{amount}（{other}）",
    "plan.left-out": "未列入",
    "plan.choice": "组合",
    "plan.proof": "已证明没有价值更高的可行组合（{parts}个部分，区分{count}种情形）",
    "plan.proof-by": "已证明没有价值更高的可行组合（由{solver}提出，{parts}个部分，区分{count}种情形）",
    "plan.not-met": "{count}项政策不符合条件",
    "plan.not-in-force": "{count}项政策当日无效",
    "plan.see-check": "原因见 `incentives check`",
    # A calendar that a person imports.
    "plan.event-deadline": "申报：{award}",
    "plan.event-payment": "{part}：{amount}",
    "plan.perhaps": "可能{amount}",
    "plan.event-day": "日期：{day}",
    "plan.event-source": "由 incentives {version} 按所填信息测算，测算日{on}。",
}
