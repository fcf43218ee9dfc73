"""Pieces of HTML that several sites share: blocks, JSON-LD, Open Graph. Each site's own look is in its module."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any

from newsroom.story import Block, Story


def esc(text: str) -> str:
    return escape(text, quote=True)


def blocks_html(blocks: Iterable[Block], *, quote: str = "blockquote", heading: str = "h2") -> str:
    """The story's blocks as most sites write them; `quote` is the element of a quotation."""
    parts = []
    for block in blocks:
        if block.kind == "paragraph":
            parts.append(f"<p>{esc(block.text)}</p>")
        elif block.kind == "quote":
            inner = f"<p>{esc(block.text)}</p>"
            parts.append(inner if quote == "p" else f"<{quote}>{inner}</{quote}>")
        elif block.kind == "heading":
            parts.append(f"<{heading}>{esc(block.text)}</{heading}>")
        elif block.kind == "list":
            parts.append("<ul>" + "".join(f"<li>{esc(item)}</li>" for item in block.items) + "</ul>")
        else:
            parts.append(
                f'<figure><img src="/images/{len(block.text)}.jpg" alt="">'
                f"<figcaption>{esc(block.text)}</figcaption></figure>"
            )
    return "\n".join(parts)


def json_ld(value: dict[str, Any]) -> str:
    text = json.dumps({"@context": "https://schema.org", **value}, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def news_article(
    story: Story, url: str, *, publisher: str, section: str, zone: datetime, type_: str = "NewsArticle"
) -> dict[str, Any]:
    """The schema.org object; `zone` is any time in the site's zone, its offset is what dates are written in."""
    value: dict[str, Any] = {
        "@type": type_,
        "headline": story.title,
        "description": story.summary,
        "datePublished": story.published.astimezone(zone.tzinfo).isoformat(),
        "dateModified": story.modified.astimezone(zone.tzinfo).isoformat(),
        "articleSection": section,
        "keywords": list(story.tags),
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "publisher": {"@type": "Organization", "name": publisher},
    }
    if story.authors:
        value["author"] = [{"@type": "Person", "name": name} for name in story.authors]
    return value


def open_graph(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f'<meta property="{esc(name)}" content="{esc(value)}">' for name, value in pairs if value)
