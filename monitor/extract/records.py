"""Pages that a site builder made of records: one block of text in each, pictures, forms and buttons between them.

Tilda gives every record the same classes, and whoever looks for the element that holds the text takes the first record for
all of it. `unfolded(markup)` gives a page whose records are one article, without their forms and the builder's own label.
The same object for every other page.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import cast

from lxml import etree, html

from monitor.extract.markup import Markup

_MARK = "t-records"
_ALL = etree.XPath("//*[@id='allrecords']")
_MISLEADING = etree.XPath(".//*[contains(@class,'t-text') or contains(@class,'t-container')]")
_NO_TEXT = etree.XPath(".//*[contains(@class,'t-tildalabel') or contains(@class,'t-form') or contains(@class,'t-btn')]")


def unfolded(markup: Markup) -> Markup:
    if _MARK not in markup.text:
        return markup
    tree = deepcopy(markup.tree)
    for records in cast("list[html.HtmlElement]", _ALL(tree))[:1]:
        records.tag = "article"
        for element in cast("list[html.HtmlElement]", _NO_TEXT(records)):
            if element.getparent() is not None:
                element.drop_tree()
        for element in cast("list[html.HtmlElement]", _MISLEADING(records)):
            element.attrib.pop("class")
    return replace(markup, tree=tree)
