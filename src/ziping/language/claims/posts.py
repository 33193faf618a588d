"""空编2名, 超编1名: posts less staff, and the other way round, of the same kind of posts."""

from __future__ import annotations

import re
from typing import Final

from ziping.language.claims.derive import Derivation
from ziping.language.claims.reading import Reading
from ziping.language.claims.stated import Stated
from ziping.language.claims.units import is_count
from ziping.language.labels import clean_text

VACANT: Final = re.compile("空编|空缺|缺编|超编|满编")
"""Words that speak of posts less staff, or of staff less posts."""
_POSTS: Final = re.compile("编制|在职|在编|实有|核定|年末|人员|职工|人数|总数|人|数|总|年初")
"""What is left of 行政编制数 and 行政在职人数 says whose posts they are."""


def of_the_posts(reading: Reading, figure: Stated, derivation: Derivation) -> bool:
    """Whether vacant posts are 编制 less 在职 and nothing else."""
    if derivation.kind != "difference" or not VACANT.search(reading.words(reading.before(figure.number))):
        return True
    labels = [term.fact.label for term in derivation.terms]
    posts = any("编制" in label for label in labels)
    kinds = {_POSTS.sub("", clean_text(label)) for label in labels}
    of_one_kind = len(kinds) == 1 or ("" in kinds and _only_posts(reading))
    over = "超编" in reading.words(reading.before(figure.number))
    if over == ("编制" in labels[0]):
        return False  # the first is the larger: vacant are 编制 less 在编, over are 在编 less 编制
    worked_out = any(term.index < 0 for term in derivation.terms)
    staffed = any(re.search("在职|在编|实有", label) for label in labels)
    return posts and staffed and (of_one_kind or worked_out)


def _only_posts(reading: Reading) -> bool:
    """Whether the facts know one number of posts, so that it is everybody's (事业编制数, 在编人员数)."""
    posts = [known for known in reading.table.known.values() if "编制" in known.fact.label]
    return (
        len([
            known for known in posts if known.year == reading.table.year and is_count(known.measure.dimension)
        ])
        == 1
    )
