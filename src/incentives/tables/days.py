"""
The calendar over the graph: days as whole numbers, months with their real lengths, by integer arithmetic alone.

A day is its `date.toordinal`, a month is its year times twelve plus its number less one. The arithmetic is that of the
proleptic Gregorian calendar counted from 1 March, so that the leap day comes last: see Howard Hinnant, "chrono-
compatible low-level date algorithms".
"""

from __future__ import annotations

from incentives.tables.graph import Graph, Node

# 0001-01-01 is day 1 of the calendar and comes 306 days after 1 March of the year 0.
SHIFT = 305
DAYS_IN_ERA = 146_097
YEARS_IN_ERA = 400
FIRST_MONTH = 12  # January of the year 1
LAST_MONTH = 9999 * 12 + 11


class Days:
    """
    Calendar arithmetic as nodes of one graph.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._months: dict[int, tuple[Node, Node]] = {}

    def month_and_day(self, day: Node) -> tuple[Node, Node]:
        """The month that a day lies in, and its day of the month from 1."""
        found = self._months.get(day.index)
        if found is None:
            found = self._months[day.index] = self._month_and_day(day)
        return found

    def _month_and_day(self, day: Node) -> tuple[Node, Node]:
        graph = self.graph
        shifted = self._plus(day, SHIFT)
        era = self._over(shifted, DAYS_IN_ERA)
        of_era = graph.within(graph.subtract(shifted, self._times(era, DAYS_IN_ERA)), 0, DAYS_IN_ERA - 1)
        leaps = graph.subtract(
            graph.add(graph.subtract(of_era, self._over(of_era, 1460)), self._over(of_era, 36_524)),
            self._over(of_era, 146_096),
        )
        year = graph.within(self._over(leaps, 365), 0, YEARS_IN_ERA - 1)
        before = graph.subtract(graph.add(self._times(year, 365), self._over(year, 4)), self._over(year, 100))
        of_year = graph.within(graph.subtract(of_era, before), 0, 365)
        month = graph.within(self._over(self._plus(self._times(of_year, 5), 2), 153), 0, 11)
        of_month = graph.within(graph.subtract(of_year, self._before_month(month)), 0, 30)
        # Months from March of the year 0: two more than from January.
        index = graph.add(self._times(graph.add(year, self._times(era, YEARS_IN_ERA)), 12), self._plus(month, 2))
        return index, self._plus(of_month, 1)

    def first_of(self, month: Node) -> Node:
        """The first day of a month."""
        graph = self.graph
        shifted = self._plus(month, -2)
        year = self._over(shifted, 12)
        of_year = graph.within(graph.subtract(shifted, self._times(year, 12)), 0, 11)
        era = self._over(year, YEARS_IN_ERA)
        of_era = graph.within(graph.subtract(year, self._times(era, YEARS_IN_ERA)), 0, YEARS_IN_ERA - 1)
        days = graph.subtract(graph.add(self._times(of_era, 365), self._over(of_era, 4)), self._over(of_era, 100))
        total = graph.add(graph.add(self._times(era, DAYS_IN_ERA), days), self._before_month(of_year))
        return self._plus(total, -SHIFT)

    def last_of(self, month: Node) -> Node:
        """The last day of a month."""
        return self._plus(self.first_of(self._plus(month, 1)), -1)

    def add_months(self, day: Node, months: Node) -> tuple[Node, Node]:
        """The same day *months* later or the last of a shorter month, and whether that lies in the calendar."""
        graph = self.graph
        month, of_month = self.month_and_day(day)
        target = graph.add(month, months)
        valid = graph.both(
            graph.at_most(graph.constant(FIRST_MONTH), target), graph.at_most(target, graph.constant(LAST_MONTH))
        )
        if valid is not graph.true:
            target = graph.within(
                graph.minimum(graph.maximum(target, graph.constant(FIRST_MONTH)), graph.constant(LAST_MONTH)),
                FIRST_MONTH,
                LAST_MONTH,
            )
        first = self.first_of(target)
        length = graph.within(graph.subtract(self.first_of(self._plus(target, 1)), first), 28, 31)
        return graph.add(first, self._plus(graph.minimum(of_month, length), -1)), valid

    def full_months(self, start: Node, end: Node) -> Node:
        """The whole months from *start* to *end*; negative if *end* is earlier."""
        return self._signed(start, end, self._months_between)

    def age(self, start: Node, end: Node) -> Node:
        """The months from *start* to *end* in parts of 31: whole months, and the days of the begun one."""
        return self._signed(start, end, self._age)

    def year(self, day: Node) -> Node:
        """The calendar year."""
        return self._over(self.month_and_day(day)[0], 12)

    def end_of_year(self, day: Node) -> Node:
        """31 December of its year."""
        return self.last_of(self._plus(self._times(self.year(day), 12), 11))

    def end_of_quarter(self, day: Node) -> Node:
        """The last day of its calendar quarter."""
        return self.last_of(self._plus(self._times(self._over(self.month_and_day(day)[0], 3), 3), 2))

    def end_of_month(self, day: Node) -> Node:
        """The last day of its month."""
        return self.last_of(self.month_and_day(day)[0])

    def _signed(self, start: Node, end: Node, of_ordered: object) -> Node:
        graph = self.graph
        early, late = graph.minimum(start, end), graph.maximum(start, end)
        size = of_ordered(early, late)  # type: ignore[operator]  # one of the two methods below
        return graph.choose(graph.less(end, start), graph.negate(size), size)

    def _months_between(self, early: Node, late: Node) -> Node:
        """Whole months between two days in order."""
        graph = self.graph
        months = graph.subtract(self.month_and_day(late)[0], self.month_and_day(early)[0])
        months = graph.within(months, 0, max(months.high, 0))
        beyond = graph.less(late, self.add_months(early, months)[0])
        return graph.within(graph.choose(beyond, self._plus(months, -1), months), 0, max(months.high, 0))

    def _age(self, early: Node, late: Node) -> Node:
        graph = self.graph
        months = self._months_between(early, late)
        days = graph.within(graph.subtract(late, self.add_months(early, months)[0]), 0, 30)
        return graph.add(self._times(months, 31), days)

    def _before_month(self, month: Node) -> Node:
        """Days of the year, from March, before a month counted from March as 0."""
        return self._over(self._plus(self._times(month, 153), 2), 5)

    def _plus(self, node: Node, number: int) -> Node:
        return self.graph.add(node, self.graph.constant(number))

    def _times(self, node: Node, number: int) -> Node:
        return self.graph.multiply(node, self.graph.constant(number))

    def _over(self, node: Node, number: int) -> Node:
        return self.graph.floor_divide(node, self.graph.constant(number))
