"""
An answer as JSON text, byte for byte the same for the same answer.
"""

from __future__ import annotations

import json

from incentives.engine.assessment import Assessment
from incentives.ir.rulebook import Rulebook
from incentives.l10n.localiser import Localiser
from incentives.render.data import Data, answer_data


def render_json(assessment: Assessment, rulebook: Rulebook, localiser: Localiser | None = None) -> Data:
    """The answer as a plain dictionary of texts, truths, whole numbers, lists and nulls; see the reference."""
    return answer_data(assessment, rulebook, localiser or Localiser())


def render_json_text(assessment: Assessment, rulebook: Rulebook, localiser: Localiser | None = None) -> str:
    """The answer as a JSON document, ended by a line feed."""
    data = render_json(assessment, rulebook, localiser)
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
