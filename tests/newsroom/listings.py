"""Listings of a site: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, sitemaps with and without news, gzip."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from newsroom.markup import blocks_html, esc
from newsroom.story import Story

Link = Callable[[Story], str]


def rss(
    stories: Iterable[Story],
    link: Link,
    *,
    title: str,
    home: str,
    language: str,
    full_text: bool = False,
    extra: str = "",
) -> str:
    """RSS 2.0 with Dublin Core authors; `extra` is further `<item>` elements, written out."""
    items = []
    for story in stories:
        creators = "".join(f"<dc:creator>{esc(name)}</dc:creator>" for name in story.authors)
        tags = "".join(f"<category>{esc(tag)}</category>" for tag in story.tags)
        content = f"<content:encoded><![CDATA[{blocks_html(story.blocks)}]]></content:encoded>" if full_text else ""
        items.append(
            f"<item><title>{esc(story.title)}</title><link>{esc(link(story))}</link>"
            f'<guid isPermaLink="false">{esc(home)}#{story.number}</guid>'
            f"<pubDate>{format_datetime(story.published)}</pubDate>{creators}{tags}"
            f"<description>{esc(story.summary)}</description>{content}</item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{esc(title)}</title><link>{esc(home)}</link><description>{esc(title)}</description>"
        f"<language>{language}</language>\n" + "\n".join(items) + extra + "\n</channel></rss>\n"
    )


def atom(stories: Sequence[Story], link: Link, *, title: str, home: str, language: str, full_text: bool = False) -> str:
    entries = []
    for story in stories:
        authors = "".join(f"<author><name>{esc(name)}</name></author>" for name in story.authors)
        tags = "".join(f'<category term="{esc(tag)}"/>' for tag in story.tags)
        content = f'<content type="html">{esc(blocks_html(story.blocks))}</content>' if full_text else ""
        entries.append(
            f'<entry><title type="text">{esc(story.title)}</title><link rel="alternate" href="{esc(link(story))}"/>'
            f"<id>{esc(home)}#{story.number}</id><published>{stamp(story.published)}</published>"
            f"<updated>{stamp(story.modified)}</updated>{authors}{tags}"
            f'<summary type="text">{esc(story.summary)}</summary>{content}</entry>'
        )
    latest = max((story.modified for story in stories), default=datetime(1970, 1, 1, tzinfo=UTC))
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f'<title>{esc(title)}</title><link href="{esc(home)}"/><id>{esc(home)}</id>'
        f"<updated>{stamp(latest)}</updated>\n" + "\n".join(entries) + "\n</feed>\n"
    )


def json_feed(stories: Iterable[Story], link: Link, *, title: str, home: str, language: str) -> str:
    items = [
        {
            "id": f"{home}#{story.number}",
            "url": link(story),
            "title": story.title,
            "summary": story.summary,
            "content_text": "\n\n".join(story.paragraphs),
            "date_published": stamp(story.published),
            "date_modified": stamp(story.modified),
            "authors": [{"name": name} for name in story.authors],
            "tags": list(story.tags),
        }
        for story in stories
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": home, "language": language}
    return json.dumps({**feed, "items": items}, ensure_ascii=False)


def sitemap(entries: Iterable[tuple[str, datetime | None]]) -> str:
    """A urlset of addresses with their last change."""
    lines = [
        f"<url><loc>{esc(url)}</loc>" + (f"<lastmod>{stamp(changed)}</lastmod>" if changed else "") + "</url>"
        for url, changed in entries
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(lines)
        + "\n</urlset>\n"
    )


def news_sitemap(stories: Iterable[Story], link: Link, *, name: str, language: str) -> str:
    lines = [
        f"<url><loc>{esc(link(story))}</loc><news:news><news:publication><news:name>{esc(name)}</news:name>"
        f"<news:language>{language}</news:language></news:publication>"
        f"<news:publication_date>{stamp(story.published)}</news:publication_date>"
        f"<news:title>{esc(story.title)}</news:title></news:news></url>"
        for story in stories
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n' + "\n".join(lines) + "\n</urlset>\n"
    )


def sitemap_index(children: Iterable[tuple[str, datetime | None]]) -> str:
    lines = [
        f"<sitemap><loc>{esc(url)}</loc>" + (f"<lastmod>{stamp(changed)}</lastmod>" if changed else "") + "</sitemap>"
        for url, changed in children
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(lines)
        + "\n</sitemapindex>\n"
    )


def zipped(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
