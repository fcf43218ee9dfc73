"""What a browser makes of broken markup and libxml2 does not: elements that swallow the article, and an end that comes too early.

`source(text)` is the page without what ends it (a header's file that closes `</body></html>` on its own: libxml2 leaves
the rest of the page out, a browser goes on). `tree(root)` mends the tree in place, as the HTML standard's tree
construction has it: SVG and MathML end where HTML begins; a void element holds nothing; what stands in a table and in no
cell stands before the table; a template shows nothing, but for one that is a shadow root. And one thing more: a button, a menu or a link that was never closed holds the paragraphs
behind it, which a browser shows and a reader of texts takes for furniture. (A form may be a dialog about cookies that is
longer than the article.)
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from lxml import html

_ENDS = re.compile(r"</(?:body|html)\b[^<>]*>", re.IGNORECASE)
_FOREIGN = frozenset({"svg", "math"})
_OWN_HTML = frozenset({"foreignobject", "desc", "title", "annotation-xml", "mi", "mo", "mn", "ms", "mtext"})
# Start tags that end SVG and MathML (13.2.6.5 of the HTML standard), but for those that are never around text.
_NEVER_FOREIGN = frozenset(
    {
        "b", "big", "blockquote", "center", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "li", "ol", "p",
        "pre", "ruby", "s", "small", "span", "strong", "strike", "sub", "sup", "table", "tt", "u", "ul", "var",
    }
)  # fmt: skip
_VOID = frozenset({"embed", "source", "track", "wbr", "keygen", "param", "area"})
_TEMPLATE = "template"
_ROWS = frozenset({"table", "tbody", "thead", "tfoot", "tr"})
_NO_ROWS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "article", "section", "table"}
)
_NO_PROSE = frozenset(
    {"a", "applet", "button", "frameset", "legend", "marquee", "menu", "menuitem", "object", "option", "optgroup", "rp", "rt", "select"}
)  # fmt: skip
_PROSE = 100  # characters: a paragraph of that length in a button is an exception, two of them are an article's
_FEW = 2
_SHARE = 0.5  # of the page's long paragraphs
_TEASER = 3  # paragraphs: a link around a teaser may have two
_MOST = 2_000


def source(text: str) -> str:
    return _ENDS.sub("", text).replace("\x0c", " ")


def tree(root: html.HtmlElement) -> None:
    prose: Counter[html.HtmlElement] = Counter()
    total = 0
    for paragraph in root.iter("p"):
        if sum(map(len, paragraph.itertext())) >= _PROSE:
            total += 1
            prose.update(paragraph.iterancestors(*_NO_PROSE, *_FOREIGN, _TEMPLATE))
    # Outer elements first: each of what they hold is moved once, however deep they lie in one another.
    for element in list(islice(root.iter(_TEMPLATE, *_FOREIGN, *_VOID, *_ROWS), _MOST)):
        if element.tag == _TEMPLATE:
            is_shown = any(name.startswith("shadowroot") for name in element.attrib)
            if not is_shown and prose[element] < _FEW and element.getparent() is not None:
                element.drop_tree()
        elif element.tag in _FOREIGN:
            _let_out(element, is_open=prose[element] >= _FEW)
        elif element.tag in _VOID:
            if len(element) or element.text:
                element.drop_tag()
        elif (
            table := next((each for each in (element, *element.iterancestors("table")) if each.tag == "table"), None)
        ) is not None:
            for child in list(element):
                if child.tag in _NO_ROWS:
                    table.addprevious(child)
    for element, paragraphs in prose.items():
        least = _TEASER if element.tag == "a" else _FEW
        if element.tag in _NO_PROSE and paragraphs >= max(least, _SHARE * total):
            element.drop_tag()


def _let_out(foreign: html.HtmlElement, *, is_open: bool) -> None:
    """HTML in a drawing or a formula stands behind it; in one that was never closed even what stands in a label."""
    if next(foreign.iterancestors(*_FOREIGN), None) is not None:
        return
    outside: list[html.HtmlElement] = []
    stack = [foreign]
    while stack:
        element = stack.pop()
        if element.tag in _NEVER_FOREIGN:
            outside.append(element)
        elif is_open or element.tag not in _OWN_HTML:
            stack.extend(reversed(element))
    if outside:
        tail, foreign.tail = foreign.tail, None
        for child in reversed(outside):
            foreign.addnext(child)
        outside[-1].tail = f"{outside[-1].tail or ''}{tail or ''}" or None
