"""
The best shares of a choice whose decisions may be split: a linear programme, solved exactly.

A dual simplex method over columns with bounds. It starts from the rows' own slacks, each column at the end where it is
worth most, which no bound can exceed; each step puts one violated bound right and lowers what can still be reached. All
numbers are whole numbers or fractions, worths are tuples. The smallest index is taken first, so that it cannot circle
(Bland). Whoever searches fixes decisions and goes on from where the last solution stood.
"""

from __future__ import annotations

from fractions import Fraction

from incentives.analysis.optimum.model import Model, Number, Worth


class Tableau:
    """
    The equations of a model in the terms of its non-basic columns.

    The columns of the model come first, then a slack for each row. A basic column is its constant minus the sum of the
    non-basic ones times their factors; the worth is a constant plus the sum of what each non-basic one adds.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.count = len(model.columns)
        self.rows: dict[int, dict[int, Number]] = {
            self.count + index: {column: factor for column, factor in row.factors.items() if factor}
            for index, row in enumerate(model.rows)
        }
        self.constants: dict[int, Number] = {self.count + index: row.most for index, row in enumerate(model.rows)}
        self.adds: dict[int, Worth] = {index: column.worth for index, column in enumerate(model.columns)}
        self.constant: Worth = model.nothing
        self.fixed: dict[int, int] = {}
        # Non-basic columns of the model that stand at 1; all other non-basic ones stand at 0.
        self.full = {index for index, adds in self.adds.items() if adds > model.nothing}

    def copy(self) -> Tableau:
        """The same again, to go on with separately."""
        other = object.__new__(Tableau)
        other.model, other.count = self.model, self.count
        other.rows = {basic: dict(row) for basic, row in self.rows.items()}
        other.constants, other.adds = dict(self.constants), dict(self.adds)
        other.constant, other.fixed, other.full = self.constant, dict(self.fixed), set(self.full)
        return other

    def fix(self, column: int, value: int) -> None:
        """Decide *column*."""
        self.fixed[column] = value
        if column in self.adds:
            (self.full.add if value else self.full.discard)(column)

    def bound(self) -> Worth:
        """What no choice can exceed, as far as is known by now."""
        total = self.constant
        for index in self.full:
            if index in self.adds:
                total = _plus(total, self.adds[index])
        return total

    def solve(self, enough: Worth | None) -> bool:
        """
        Go on until the solution keeps to all bounds, or clearly none does, or none is worth more than *enough*.

        Returns whether there is a solution that is worth more. If not, the multipliers show it.
        """
        while True:
            if enough is not None and self.bound() <= enough:
                return False
            leaving = self._violated()
            if leaving is None:
                return True
            basic, below = leaving
            entering = self._entering(basic, below=below)
            if entering is None:
                self._give_up(basic, enough, below=below)
                return False
            self._exchange(basic, entering)
            if self.fixed.get(basic, not below):
                self.full.add(basic)

    def values(self) -> list[Number]:
        """The solution."""
        return [self._value(index) if index in self.rows else int(index in self.full) for index in range(self.count)]

    def multipliers(self) -> dict[int, Worth]:
        """The multiplier of each row: what its slack takes away."""
        nothing = self.model.nothing
        return {
            index - self.count: _times(adds, -1)
            for index, adds in self.adds.items()
            if index >= self.count and adds != nothing
        }

    def _value(self, basic: int) -> Number:
        value = self.constants[basic]
        row = self.rows[basic]
        # Few columns stand at 1, and few have a factor.
        for index in self.full & row.keys():
            value -= row[index]
        return value

    def _violated(self) -> tuple[int, bool] | None:
        """The first basic column outside its bounds, and whether it is below them."""
        for basic in sorted(self.rows):
            value = self._value(basic)
            low, high = (self.fixed[basic],) * 2 if basic in self.fixed else (0, 1)
            if value < low:
                return basic, True
            if basic < self.count and value > high:
                return basic, False
        return None

    def _entering(self, basic: int, *, below: bool) -> int | None:
        """The column whose change puts *basic* right at the least loss."""
        best: tuple[Worth, int] | None = None
        row: dict[int, Number] = self.rows[basic]
        for index, factor in row.items():
            # Below its bound it must rise: by more of a column that raises it, or by less of one that lowers it.
            if index in self.fixed or (factor > 0) is not ((index in self.full) is below):
                continue
            size: Number = factor if factor > 0 else -factor
            loss = _times(self.adds[index], _over(1, size if index in self.full else -size))
            if best is None or (loss, index) < best:
                best = (loss, index)
        return best[1] if best is not None else None

    def _exchange(self, basic: int, entering: int) -> None:
        """Let *entering* be told by the others instead of *basic*."""
        row = self.rows.pop(basic)
        pivot = row.pop(entering)
        row = {index: _over(factor, pivot) for index, factor in row.items()}
        row[basic] = _over(1, pivot)
        constant = _over(self.constants.pop(basic), pivot)
        for other, factors in self.rows.items():
            factor = factors.pop(entering, 0)
            if not factor:
                continue
            self.constants[other] = _whole(self.constants[other] - factor * constant)
            for index, each in row.items():
                changed = factors.get(index, 0) - factor * each
                if changed:
                    factors[index] = _whole(changed)
                else:
                    factors.pop(index, None)
        added = self.adds.pop(entering)
        self.full.discard(entering)
        if any(added):
            self.constant = _plus(self.constant, _times(added, constant))
            for index, each in row.items():
                self.adds[index] = _plus(self.adds.get(index, self.model.nothing), _times(added, -each))
        self.adds.setdefault(basic, self.model.nothing)
        self.rows[entering], self.constants[entering] = row, constant

    def _give_up(self, basic: int, enough: Worth | None, *, below: bool) -> None:
        """
        Nothing puts *basic* right: so often as is needed, its row takes away from the bound what it lacks.

        Its slacks have factors of one sign only, or one of them could have put it right.
        """
        row = self.rows[basic]
        sign = 1 if below else -1
        target = self.fixed.get(basic, 0 if below else 1)
        lacks = Fraction(self._value(basic) - target) * -sign
        least = enough[0] if enough is not None else sum(min(0, column.worth[0]) for column in self.model.columns)
        above = self.bound()[0] - least
        times = max(Fraction(above) / lacks, Fraction(0)) + 1
        weight: Worth = (times * sign, *[0] * (self.model.places - 1))
        for index, factor in row.items():
            self.adds[index] = _plus(self.adds.get(index, self.model.nothing), _times(weight, -factor))
        if basic >= self.count:
            self.adds[basic] = _times(weight, -1)


def _plus(left: Worth, right: Worth) -> Worth:
    return tuple([a + b for a, b in zip(left, right, strict=True)])


def _times(worth: Worth, factor: Number) -> Worth:
    return tuple([each * factor for each in worth])


def _over(number: Number, divisor: Number) -> Number:
    """A quotient, whole where it is."""
    if divisor == 1:
        return number
    return -number if divisor == -1 else _whole(Fraction(number) / divisor)


def _whole(number: Number) -> Number:
    """The same number without a denominator of 1: whole numbers are much faster."""
    return number.numerator if number.denominator == 1 else number
