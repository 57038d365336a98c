"""
The words for sizes of numbers and for currencies: `million`, `万`, `亿`, `元`.

Shared by the grammar of expressions and by the reading of values in profiles, so that an amount is written the same
way in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

SCALES: Mapping[str, Fraction] = {
    "thousand": Fraction(10**3),
    "million": Fraction(10**6),
    "billion": Fraction(10**9),
    "trillion": Fraction(10**12),
    "千": Fraction(10**3),
    "万": Fraction(10**4),
    "萬": Fraction(10**4),
    "百万": Fraction(10**6),
    "千万": Fraction(10**7),
    "亿": Fraction(10**8),
    "億": Fraction(10**8),
    "百亿": Fraction(10**10),
    "千亿": Fraction(10**11),
    "万亿": Fraction(10**12),
}

# What may follow a number in Chinese; the currencies by their everyday names, then units.
CHINESE_UNITS: Mapping[str, str] = {
    "元": "CNY",
    "人民币": "CNY",
    "元人民币": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "港元": "HKD",
    "港币": "HKD",
    "日元": "JPY",
    "韩元": "KRW",
    "新加坡元": "SGD",
    "新元": "SGD",
    "瑞士法郎": "CHF",
    "澳元": "AUD",
    "加元": "CAD",
    "平方米": "m2",
    "天": "days",
    "日": "days",
    "个月": "months",
    "月": "months",
    "年": "years",
    "小时": "hours",
    "人": "persons",
    "亩": "mu",
}


def split_chinese(word: str) -> tuple[Fraction, str | None] | None:
    """
    Read what stands behind a number in Chinese, such as `万元`, `亿美元`, `平方米`.

    Returns the scale and the unit (a currency code or unit name, None if only a scale stands there), or None if *word*
    is not such an ending.
    """
    for length in range(min(2, len(word)), -1, -1):
        scale = SCALES.get(word[:length]) if length else Fraction(1)
        rest = word[length:]
        if scale is None:
            continue
        if not rest and length:
            return scale, None
        if rest in CHINESE_UNITS:
            return scale, CHINESE_UNITS[rest]
    return None
