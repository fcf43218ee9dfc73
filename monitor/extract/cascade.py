"""trafilatura's cascade on a tree that is parsed already: the body that its `bare_extraction` gives, at a third of the cost.

Its steps are called one by one in its own order (own rules, readability, justext, baseline, a second reading for
recall), with its own functions. What is left out cannot change the answer: readability where even all that it might
return is too little to be preferred; the page's length where an upper bound of it decides; copies that nobody reads;
the rendering as text. Its XPath expressions are answered by `expressions`.

The expressions are put into trafilatura's modules when this one is imported, so `trafilatura` itself is sooner there too.
"""

from __future__ import annotations

from copy import copy
from importlib import import_module
from itertools import islice
from typing import cast

from lxml import etree, html
from trafilatura import baseline, core, external, main_extractor, xpaths
from trafilatura.baseline import html2txt
from trafilatura.external import compare_extraction
from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.readability_lxml import REGEXES
from trafilatura.readability_lxml import Document as Readability
from trafilatura.settings import Extractor

from monitor.extract import words
from monitor.extract.expressions import quick

_baseline = import_module("trafilatura.baseline")  # the package's own attribute of that name is the function
OPTIONS = Extractor(comments=False, with_metadata=False, output_format="python")
_RAW_FORUM = quick(*xpaths.RAW_TREE_PRUNE_XPATH)
_RAW = quick(*xpaths.RAW_TREE_PRUNE_XPATH, *xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH)
# What makes trafilatura think that its result is unclean, and ask justext.
_UNCLEAN = tuple(part.removeprefix(".//") for part in external.SANITIZED_XPATH.split("|"))
_BLOCKS = tuple(sorted(_baseline._BLOCK_ELEMS))

_HELD = 20_000  # elements of a copy

for _name in ("BODY_XPATH", "OVERALL_DISCARD_XPATH", "TEASER_DISCARD_XPATH", "DISCARD_IMAGE_ELEMENTS"):
    setattr(main_extractor, _name, [quick(expression) for expression in getattr(main_extractor, _name)])
_baseline.__dict__["BASIC_CLEAN_XPATH"] = quick(_baseline.__dict__["BASIC_CLEAN_XPATH"])


def body_of(tree: html.HtmlElement, *, may_be_forum: bool) -> etree._Element | None:
    """The body of trafilatura's tree; None where it finds nothing. `tree` stays as it is."""
    try:
        body, text = _sequence(tree, may_be_forum)
    except (TypeError, ValueError):  # what trafilatura itself takes for "no text"
        return None
    return body if len(text) >= OPTIONS.min_output_size or OPTIONS.min_output_comm_size <= 0 else None


def _sequence(whole: html.HtmlElement, may_be_forum: bool) -> tuple[etree._Element, str]:
    is_forum = may_be_forum and core._forum_thread_page(whole)
    page = _Page(whole, is_forum)
    body, text = extract_content(convert_tags(tree_cleaning(page.tree(), OPTIONS), OPTIONS), OPTIONS)
    if _may_be_replaced(page, body, text):
        body, text = compare_extraction(tree_cleaning(page.tree(), OPTIONS), page.tree(), body, text, OPTIONS)
    if words.letters(text) < OPTIONS.min_extracted_size:
        other, other_text, size = baseline(page.tree())
        if size > len(text):
            body, text = other, other_text
    share = core.ESCALATION_PAGE_SHARE
    if (
        0 < len(text) < core.ESCALATION_MAX_LENGTH
        and len(text) < share * page.most_text()
        and len(text) < share * len(html2txt(page.tree()))
    ):
        body, text = _second_reading(page, body, text)
    return body, text


def _second_reading(page: _Page, body: etree._Element, text: str) -> tuple[etree._Element, str]:
    """A short text of a long page: once more with recall, and by justext; the longer one where it is clearly longer."""
    options = copy(OPTIONS)
    options.focus = "recall"
    recalled: etree._Element | None = None
    recalled_text = ""
    other: etree._Element | None = None
    other_text = ""
    try:
        recalled, recalled_text = core._recall_retry(page.tree(), options, None)
    except Exception:  # as trafilatura does: the first reading stands
        recalled_text = ""
    try:
        other, other_text = external.justext_rescue(page.tree(), OPTIONS)
    except Exception:
        other_text = ""
    size = len(text)
    if other is not None and len(other_text) > max(len(recalled_text), core.ESCALATION_JUSTEXT_RATIO * size):
        return other, other_text
    is_enough = len(recalled_text) >= OPTIONS.min_extracted_size
    if recalled is not None and is_enough and len(recalled_text) > core.ESCALATION_ACCEPT_RATIO * size:
        return recalled, recalled_text
    return body, text


def _may_be_replaced(page: _Page, body: etree._Element, text: str) -> bool:
    """Whether readability or justext could win: false only where neither can."""
    if len(text) < OPTIONS.min_extracted_size or next(body.iterdescendants(*_UNCLEAN), None) is not None:
        return True
    if len(body.findall(".//table")) > len(body.findall(".//p")) or not any(
        any(paragraph.itertext()) for paragraph in body.iterdescendants("p")
    ):
        return True
    # Readability must find more than twice as much; what it returns is a part of what it first picks.
    enough = 2 * len(text)
    return page.most_text() > enough and page.likely_text() > enough and _picked_text(page.tree()) > enough


def _picked_text(tree: html.HtmlElement) -> int:
    """The length of what readability picks, before it cleans it."""
    document = Readability(tree, min_text_length=25)
    for element in list(tree.iter("script", "style", "fencedframe")):
        element.drop_tree()
    document.remove_unlikely_candidates()
    document.transform_misused_divs_into_paragraphs()
    candidates = document.score_paragraphs()
    best = document.select_best_candidate(candidates)
    picked = document.get_article(candidates, best) if best else tree
    return len(" ".join(picked.text_content().split()))


class _Page:
    """The page as the steps want it, and bounds of its text."""

    def __init__(self, whole: html.HtmlElement, is_forum: bool) -> None:
        self._whole = whole
        self._beside = _RAW_FORUM if is_forum else _RAW
        self._first: html.HtmlElement | None = None
        self._is_begun = False
        self._most: int | None = None
        self._held: list[html.HtmlElement] = []

    def tree(self) -> html.HtmlElement:
        """A copy without appended articles and comments."""
        if self._first is not None:
            return self._at_hand(copy(self._first))
        tree = prune_unwanted_nodes(self._at_hand(copy(self._whole)), cast("list[etree.XPath]", [self._beside]))
        if self._is_begun:  # who asks twice asks again
            self._first = copy(tree)
        self._is_begun = True
        return tree

    def _at_hand(self, tree: html.HtmlElement) -> html.HtmlElement:
        """lxml makes an element's Python object anew for each walk, unless somebody holds it: a tenth of the time."""
        self._held += islice(tree.iter(), _HELD)
        return tree

    def most_text(self) -> int:
        """At least the length of the page's text, with a space on either side of each block."""
        if self._most is None:
            blocks = sum(1 for _ in self._whole.iter(*_BLOCKS))
            self._most = len(" ".join(self._whole.text_content().split())) + 2 * blocks
        return self._most

    def likely_text(self) -> int:
        """At least the length of what readability could return: all but what its names make unlikely."""
        unlikely, perhaps = REGEXES["unlikelyCandidatesRe"].search, REGEXES["okMaybeItsACandidateRe"].search
        verdicts: dict[str, bool] = {}
        size = 0
        stack = [self._whole]
        while stack:
            element = stack.pop()
            if element.text:
                size += len(" ".join(element.text.split())) + 2
            for child in element:
                if child.tail:
                    size += len(" ".join(child.tail.split())) + 2
                names = " ".join(filter(None, (child.get("class"), child.get("id"))))
                if len(names) >= 2 and child.tag not in ("body", "html"):
                    verdict = verdicts.get(names)
                    if verdict is None:
                        low = names.lower()
                        verdict = verdicts[names] = bool(unlikely(low)) and not perhaps(low)
                    if verdict:
                        continue
                if child.tag not in ("script", "style"):
                    stack.append(child)
        return size
