"""
The shape of a mapping file: what the columns of a table of companies hold.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Discriminator, Field, Tag

from incentives.syntax.documents_scalars import Text, Whole, Word, kind_of
from incentives.syntax.documents_shape import Shape, TextList


class FieldColumnShape(Shape):
    """What a column or field holds of the items of a list."""

    field: Word = Field(description="The field of the list's items, by its name or label.")
    unit: Text | None = Field(None, description="What a bare number means: `million CNY`, `万元`, `%`, `m2`, `share`.")
    currency_column: Text | None = Field(None, description="The column that names the currency of each row.")


FieldColumn: TypeAlias = Annotated[
    Annotated[Text, Tag("text")] | Annotated[FieldColumnShape, Tag("mapping")], Discriminator(kind_of)
]


class ColumnShape(Shape):
    """What one column holds."""

    fact: Word | None = Field(None, description="The fact, by its name or label.")
    status: Text | None = Field(
        None, description="The programme whose status the column tells: a date since when, `none`, `true` or `false`."
    )
    year: Whole | None = Field(None, description="The fiscal year of the fact, by the year in which it ends.")
    unit: Text | None = Field(None, description="What a bare number means: `million CNY`, `万元`, `%`, `m2`, `share`.")
    currency_column: Text | None = Field(None, description="The column that names the currency of each row.")
    fields: dict[str, FieldColumn] | None = Field(
        None, description="For a list: what each field of the column's structures holds."
    )


Column: TypeAlias = Annotated[
    Annotated[Text, Tag("text")] | Annotated[ColumnShape, Tag("mapping")], Discriminator(kind_of)
]


class YearEndColumnShape(Shape):
    """The column that says when fiscal years end."""

    column: Text = Field(description="The column; its cells are `12-31`, `03-31`.")


YearEnd: TypeAlias = Annotated[
    Annotated[Text, Tag("text")] | Annotated[YearEndColumnShape, Tag("mapping")], Discriminator(kind_of)
]


class ItemTableShape(Shape):
    """A second table with a row for each item of a list."""

    table: Text = Field(description="The file, relative to the mapping file.")
    company: Text = Field(description="The column that says whose item a row is.")
    columns: dict[str, FieldColumn] = Field(description="What each column holds.")
    absent: Word | None = Field(
        None, description="What a company has that the table does not name: `unknown` items, if left out, or `none`."
    )
    ignored: TextList | None = Field(None, description="Columns that hold nothing of interest.")


class MappingShape(Shape):
    """What the columns of a table of companies hold."""

    company: Text | None = Field(None, description="The column that names the company.")
    year: Text | None = Field(
        None, description="The column that names the fiscal year, of a table with a row for each company and year."
    )
    fiscal_year_end: YearEnd | None = Field(
        None, description="The month and day on which fiscal years end, or the column that says it; 12-31 if left out."
    )
    missing: TextList | None = Field(None, description="Texts that mean: not known, besides an empty cell.")
    columns: dict[str, Column] = Field(description="What each column holds: a fact, or a mapping that says more.")
    kept: TextList | None = Field(None, description="Columns that are copied to the answer.")
    ignored: TextList | None = Field(None, description="Columns that hold nothing of interest.")
    lists: dict[str, ItemTableShape] | None = Field(
        None, description="Second tables with the items of a list, by the list's name."
    )
