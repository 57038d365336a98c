"""
What the shapes of all documents are made of: the shape itself, texts by language.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Tag

from incentives.syntax.documents_scalars import Text, kind_of


class Shape(BaseModel):
    """What all document shapes share: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, populate_by_name=True)


LocalText: TypeAlias = Annotated[
    Annotated[Text, Tag("text")] | Annotated[dict[str, Text], Tag("mapping")], Discriminator(kind_of)
]
TextList: TypeAlias = Annotated[
    Annotated[Text, Tag("text")] | Annotated[list[Text], Tag("list")], Discriminator(kind_of)
]
LocalTexts: TypeAlias = list[LocalText]
