"""
The languages there are, each with its catalogue: a template for every message.

A template is a text with places for arguments, or two of them, for `one` and for `other` counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from incentives.l10n.chinese import CHINESE
from incentives.l10n.chinese_headings import CHINESE_HEADINGS
from incentives.l10n.chinese_plan import CHINESE_PLAN
from incentives.l10n.english import ENGLISH
from incentives.l10n.english_headings import ENGLISH_HEADINGS
from incentives.l10n.english_plan import ENGLISH_PLAN

CATALOGUES: Mapping[str, Mapping[str, str | Mapping[str, str]]] = {
    "en": {**ENGLISH, **ENGLISH_HEADINGS, **ENGLISH_PLAN},
    "zh": {**CHINESE, **CHINESE_HEADINGS, **CHINESE_PLAN},
}
# How Babel calls the language, for the signs of numbers and the order of dates.
LOCALES: Mapping[str, str] = {"en": "en", "zh": "zh_Hans_CN"}
DATE_PATTERNS: Mapping[str, str] = {"en": "d MMM y", "zh": "y年M月d日"}
