"""Runs of a Word paragraph cut where something begins or ends; both halves keep the look of the whole."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

PiecesOf: TypeAlias = Callable[[Any], Iterable[tuple[Any, str]]]
"""The elements of a paragraph that speak, with their words: the reader's own way of reading."""


def run_of(element: Any) -> Any | None:
    """The run an element stands in."""
    return next(element.iterancestors(qn("w:r")), None)


def split(element: Any, at: int) -> Any:
    """Cuts a text element in two, in runs of their own; gives the second one."""
    text = element.text or ""
    second = copy.deepcopy(element)
    element.text, second.text = text[:at], text[at:]
    for half in (element, second):
        half.set(qn("xml:space"), "preserve")
    element.addnext(second)
    part_after(element)
    return second


def part_after(element: Any) -> None:
    """Moves what follows an element in its run into a run of its own."""
    run = run_of(element)
    following = [] if run is None else list(element.itersiblings())
    if run is None or not following or element.getparent() is not run:
        return
    rest = OxmlElement("w:r")
    if run.rPr is not None:
        rest.append(copy.deepcopy(run.rPr))
    rest.extend(following)
    run.addnext(rest)


def part_before(element: Any) -> None:
    """Makes an element the first of its run."""
    before = [one for one in element.itersiblings(preceding=True) if one.tag != qn("w:rPr")]
    if before:
        part_after(before[0])


def run_at(paragraph: Any, at: int, pieces_of: PiecesOf) -> Any | None:
    """The run that begins at a place of the paragraph's words, cut there when need be; None at the end."""
    here = 0
    for element, text in list(pieces_of(paragraph)):
        if here == at:
            part_before(element)
            return run_of(element)
        if here < at < here + len(text):
            return run_of(split(element, at - here))
        here += len(text)
    return None


def runs_of(paragraph: Any, pieces_of: PiecesOf) -> list[Any]:
    """The runs that speak, in order."""
    found = (run_of(element) for element, _ in pieces_of(paragraph))
    return list(dict.fromkeys(run for run in found if run is not None))
