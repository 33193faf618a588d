"""A finding and the places it stands at."""

from __future__ import annotations

from ziping.domain.finding import Finding
from ziping.domain.place import Place


def finding(**more: object) -> Finding:
    values = {
        "code": "total",
        "severity": "error",
        "message": "合计不对",
        "place": Place(table=2, row=3),
        **more,
    }
    return Finding(**values)  # type: ignore[arg-type]


def test_other_places_do_not_change_the_fingerprint() -> None:
    """A finding that was set aside stays so when more of its places are known."""
    assert finding(also=(Place(paragraph=4),)).fingerprint == finding().fingerprint


def test_other_places_are_told_to_programs() -> None:
    """Each like the first place, with its words; an empty list for none."""
    told = finding(also=(Place(file="a.docx", paragraph=4),)).to_json()

    assert told["also"] == [{"file": "a.docx", "paragraph": 4, "text": "a.docx第4段"}]
    assert finding().to_json()["also"] == []
