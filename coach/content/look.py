"""How an exercise of one's own looks: a figure, that of a shipped exercise, a picture file, or nothing."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from coach.content.fields import InputError, Model, Slug
from coach.content.figure import Figure
from coach.content.picture import AnyPicture


class Look(Model):
    """What shows an exercise; shipped ones have their figures in files of their own."""

    figure: Figure | None = None
    figure_of: Slug | None = None
    """The shipped exercise whose figure it is shown by."""
    picture: AnyPicture | None = None

    @model_validator(mode="after")
    def _one_look(self) -> Self:
        given = [key for key in Look.model_fields if getattr(self, key) is not None]
        if len(given) > 1:
            raise InputError(f"'{given[0]}:' and '{given[1]}:' cannot both be given", "keep one", given[1])
        return self
