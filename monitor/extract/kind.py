"""Is this page one article? If not, why not, in words for the person who asks `why`.

The order: what stands in front (bot check, page not found, consent); what the page says of itself (JSON-LD, body classes
of the known systems); what it looks like (headings that link to other pages cut a list into short pieces, an article has
one long piece); the length. What a feed or a news sitemap named with a date is an article unless the page itself says otherwise.
A page in doubt is kept: a list among the articles is a nuisance, a lost article is a loss.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml import html

from monitor.extract import seen, structured, walls
from monitor.extract.markup import Markup
from monitor.extract.metadata import Metadata
from monitor.model import Lead, Origin, Reason, Rejection, Source
from monitor.urls import is_home, same_site

# Class names of <html> and <body>: WordPress, Ghost, Docusaurus, Drupal, Joomla, Blogger, Hugo and Jekyll themes.
_LIST_CLASSES = {
    "archive": "an archive page", "category": "a category page", "tag": "a tag page", "author": "an author page", "search": "a search page",
    "search-results": "a search page", "home": "the home page", "blog": "a list of posts", "paged": "a further page of a list", "date": "an archive page",
    "tax": "an archive page", "error404": "404", "home-template": "the home page", "tag-template": "a tag page", "author-template": "an author page",
"paged-template": "a further page of a list", "blog-list-page": "a list of posts", "blog-tags-post-list-page": "a tag page",
    "blog-tags-list-page": "a list of tags", "blog-authors-list-page": "a list of authors", "blog-authors-posts-page": "an author page",
    "blog-archive-page": "an archive page", "path-frontpage": "the home page", "path-taxonomy": "a tag page", "path-search": "a search page", "front": "the home page",
    "page-taxonomy": "a tag page", "view-category": "a category page", "view-featured": "the home page", "view-categories": "a list of categories", "view-tag": "a tag page",
    "view-index": "a list of posts", "view-label": "a tag page", "view-archive": "an archive page",
}  # fmt: skip
_ARTICLE_CLASSES = re.compile(
    r"^(?:single(?:-post|-[a-z_-]+)?|post-template(?:-default)?|postid-\d+|blog-post-page|view-item|view-article|node--?type-(?:article|story|news|post|blog)\w*|page-node-type-(?:article|story|news|post|blog)\w*)$"
)
_STATIC_CLASSES = re.compile(r"^(?:page-id-\d+|page-template)$")
# Words that only WordPress gives a fixed meaning; elsewhere `home` is a style.
_WORDPRESS_CLASSES = frozenset(
    ["archive", "category", "tag", "author", "search", "search-results", "home", "blog", "paged", "date", "tax"]
)
_STATIC_PATHS = re.compile(
    r"""^/(?:[a-z]{2}/)?(?:about(?:-us|-me)?|contact(?:-us)?|privacy(?:-policy)?|terms(?:-of-\w+|-and-conditions)?|imprint|impressum|datenschutz(?:erklaerung)?|kontakt|ueber-uns|a-propos|mentions-legales|contacto|quienes-somos|
    aviso-legal|chi-siamo|sobre(?:-nos)?|hakkimizda|iletisim|kunye|o-nas|o-nama|about\.html|sample-page|subscribe|newsletter|login|register|sign-?up|donate|support-us|advertise|careers|jobs|faq|sitemap|cookie-policy|disclaimer|
    درباره(?:-ما)?|تماس(?:-با-ما)?|من-نحن|اتصل-بنا|سياسة-الخصوصية|دەربارە|о-нас|контакты|о-проекте|صفحهٔ-نمونه|برگه-نمونه)(?:\.(?:html?|php|aspx))?/?$""",
    re.VERBOSE,
)
_LIST_PATHS = re.compile(
    r"/(?:tags?|categor(?:y|ies)|authors?|topics?|archives?|search|rubriken?|etiket|konu|mot-cle|tema|label|برچسب|دسته|وسم)(?:/[^/]+){0,2}(?:/page/\d+)?/?$|/page/\d+/?$"
)
_DAYS = re.compile(r"^/(?:[a-z]{2}/)?(?:1[34]|19|20)\d\d(?:/\d{1,2}){0,2}/?$")  # /2026/11/ holds what appeared then
_XML = re.compile(
    r"\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*){0,9}<(?:feed|rss|rdf:RDF|urlset|sitemapindex|opml)[\s>]", re.DOTALL
)
_NUMBERED_FILE = re.compile(r"/[^/]*\d[^/]*\.(?:html?|php|aspx?)$")  # /archive/1387/news0452.htm
_LD_PAGES = {
    "collectionpage": "a list", "searchresultspage": "a search page", "profilepage": "a profile page", "aboutpage": "a page about the site", "contactpage": "a contact page",
    "faqpage": "a list of questions", "checkoutpage": "a shop page", "itemlist": "a list", "blog": "a list of posts", "series": "a tag page", "product": "a shop page",
}  # fmt: skip
_BESIDE_ARTICLES = frozenset(
    {"product", "faqpage", "itemlist", "blog", "series"}
)  # a review, questions, related stories
_STATED = frozenset({Origin.JSONLD, Origin.MICRODATA, Origin.OPENGRAPH, Origin.META})
_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "select", "nav", "footer", "button", "form", "head"}
)
_NAMES = ("h2", "h3", "h4")
_HEADLINE = 15  # characters
_FEW = 4
_MANY = 7
_MOST_OF_A_SHORT_LIST = 0.6
_FEW_WORDS = 60
_LONG_PAGE = 250  # words
_EXCERPT = 800  # characters; a list shows less of each article


@dataclass(frozen=True, slots=True)
class Shape:
    """How a page's text lies between headings that lead elsewhere."""

    teasers: int
    largest: float
    """Share of the longest uninterrupted piece in all text but the teasers' own, 0–1."""
    largest_of_all: float
    """The same share with what the teasers say beside their headings in all text."""
    average: float
    """Characters a piece."""
    wholes: int = 0
    """How many `<article>`s the page has, where a teaser heads each of them and none stands elsewhere; else 0."""
    is_below: bool = False
    """Whether the longest piece stands below a teaser."""


def judge(
    markup: Markup, metadata: Metadata, text: str, words: int, source: Source, lead: Lead | None, links: Collection[str]
) -> Rejection | None:
    """None where the page is an article that is kept."""
    title = seen.window_title(markup) or metadata.title
    told = metadata.title or title

    def rejected(reason: Reason, detail: str) -> Rejection:
        return Rejection(reason=reason, detail=detail, title=told or None)

    if walls.is_bot_wall(markup, title, words):
        return rejected(Reason.BOT_WALL, f'the site asks for proof of a human: "{title[:80]}"')
    classes = _classes(markup)
    headings = [heading.text for heading in seen.headings(markup)[0]]
    if "error404" in classes or walls.is_not_found(markup, title, headings, text, words):
        return rejected(Reason.SOFT_404, f'a page that says "not found": "{told[:80]}"')
    if walls.is_consent_wall(markup, title, text, words):
        return rejected(Reason.CONSENT_WALL, "only the question about cookies was served")
    if detail := _other_kind(markup, metadata, text, words, classes, lead, links):
        return rejected(Reason.NOT_ARTICLE, detail)
    if detail := _beside_words(markup, metadata, words):
        return rejected(Reason.NOT_ARTICLE, detail)
    if words < source.min_words:
        if walls.is_paid(markup, text, metadata.is_free):
            return rejected(Reason.PAYWALL, f"{words} words before the paywall")
        if _is_video(markup, metadata):
            return rejected(Reason.NOT_ARTICLE, f"a video with {words} words")
        return rejected(Reason.TOO_SHORT, f'{words} words, "{source.kind}" sources need {source.min_words}')
    return None


def _beside_words(markup: Markup, metadata: Metadata, words: int) -> str | None:
    """What a page with few words is for: to look at, or to log in. None where it may be an article."""
    if words >= _FEW_WORDS:
        return None
    types = {kind.lower() for node in markup.nodes for kind in structured.types_of(node)}
    if (metadata.page_type or "").lower().startswith("video"):
        return f"a video with {words} words"
    if types & {"imagegallery", "mediagallery"} and not types & structured.ARTICLE_TYPES:
        return f"a gallery with {words} words"
    if metadata.published is None and not metadata.authors and _asks_for_a_password(markup):
        return "a page to log in"
    return None


def _asks_for_a_password(markup: Markup) -> bool:
    """A form with a password outside what stands on every page."""
    fields = [field for field in markup.tree.iter("input") if (field.get("type") or "").lower() == "password"]
    return any(next(field.iterancestors("header", "nav", "footer", "aside"), None) is None for field in fields)


def _other_kind(
    markup: Markup,
    metadata: Metadata,
    text: str,
    words: int,
    classes: set[str],
    lead: Lead | None,
    links: Collection[str],
) -> str | None:
    """What the page is instead of an article; None where nothing says so."""
    path = unquote(urlsplit(markup.url).path).lower()
    if is_home(markup.url):
        return "the home page"
    if _XML.match(markup.text[:3000].lstrip("\ufeff")):
        return "a feed or a sitemap"
    listed = lead is not None and lead.published is not None
    is_dated = metadata.origins.get("published") in _STATED
    is_single = any(_ARTICLE_CLASSES.match(name) for name in classes)
    types = {kind.lower() for node in markup.nodes for kind in structured.types_of(node)}
    states_article = structured.states_an_article(markup)
    if not is_single:
        named = classes if "wp-" in markup.text else classes - _WORDPRESS_CLASSES
        if "page-template" in named and not any(name.startswith("page-id-") for name in named) and not listed:
            return "a static page"  # Ghost's name for what is no post
        for name, detail in _LIST_CLASSES.items():
            if name == "blog" and any(other.startswith("page-id-") for other in named):
                continue  # a page of its own in a theme that calls everything a blog
            if name in named and not (listed and name in {"blog", "home", "date"}):
                return detail
        page_type = next((name for name in _LD_PAGES if name in types), None)
        if page_type and not states_article and not (is_dated and page_type in _BESIDE_ARTICLES):
            return _LD_PAGES[page_type]
        if (metadata.page_type or "").lower() == "profile":
            return "an author page"
        is_page = any(_STATIC_CLASSES.match(name) for name in classes)
        # Organisations publish reports as pages: a long one is read as an article.
        if is_page and not listed and metadata.published is None and words < _LONG_PAGE:
            return "a short static page without a date"
    if not listed and _STATIC_PATHS.match(path):
        return "a page about the site, by its address"
    strong = listed or is_single or structured.is_about_one_article(markup)
    page_type = (metadata.page_type or "").lower()
    if page_type == "website" and metadata.origins.get("published") == Origin.MICRODATA and _is_list_path(path):
        is_dated = False  # generators date their lists too, by the newest article
    states_article = states_article or is_dated or page_type.startswith("article")
    return _list_by_looks(markup, text, path, links, strong=strong, weak=states_article)


def _list_by_looks(
    markup: Markup, text: str, path: str, links: Collection[str], *, strong: bool, weak: bool
) -> str | None:
    found = shape(markup)
    is_list_path = _is_list_path(path)
    is_of_wholes = found.wholes > 1
    if not strong and found.teasers >= (1 if is_list_path else _FEW):
        # Whole articles under linked headlines: what each says of itself says nothing of the page.
        limit = 0.6 if is_list_path else 0.15 if weak and not is_of_wholes else 0.4
        # Boxes that cut a long article into a few long pieces are no list.
        is_cut_article = not is_list_path and not is_of_wholes and found.teasers < _MANY and found.average > _EXCERPT
        # A page that says that it is one article may have longer teasers beside it than a list has.
        # The one post that has a tag yet, in full under a headline that leads to it.
        is_of_another = is_list_path and found.wholes > 0
        if is_of_another or ((found.largest if weak else found.largest_of_all) < limit and not is_cut_article):
            return _list_of(found.teasers)
    if not strong and not weak and is_list_path:
        return "a list, by its address"
    if not strong and is_of_wholes and found.is_below and found.largest < _MOST_OF_A_SHORT_LIST:
        return _list_of(found.teasers)
    linked = _linked_share(text, links)
    if linked > (0.9 if strong or weak else 0.6):
        return f"{linked:.0%} of its text are links"
    return None


def _list_of(teasers: int) -> str:
    return "a list with one article" if teasers == 1 else f"a list of {teasers} articles"


def _is_list_path(path: str) -> bool:
    return _DAYS.match(path) is not None or (_LIST_PATHS.search(path) is not None and not _NUMBERED_FILE.search(path))


def shape(markup: Markup) -> Shape:
    """Where the page's text lies. Links to the page itself are no teasers, nor are headings without a link's text."""
    here = {_address(url) for url in (markup.url, markup.link("canonical"), markup.meta("og:url")) if url}
    teasers = {element for element in islice(_linked_headings(markup), 500) if _leads_away(markup, element, here)}
    if not teasers:
        return Shape(0, 1.0, 1.0, 0.0)
    pieces = [0]
    counted = set()
    beside = 0
    body = markup.tree.find("body")
    stack = [body if body is not None else markup.tree]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            continue
        if element in teasers:
            # A link around a whole teaser: what it says beside its heading.
            if element.tag == "a" and (named := sum(len("".join(each.itertext())) for each in element.iter(*_NAMES))):
                beside += max(0, len("".join(element.itertext())) - named)
            pieces.append(0)
            counted.add(element)
            continue
        if element.tag != "a":
            if element.text:
                pieces[-1] += len(element.text.strip())
            for child in element:
                if child.tail:
                    pieces[-1] += len(child.tail.strip())
            stack.extend(reversed(element))
    total, longest = sum(pieces), max(pieces)
    return Shape(
        len(counted),
        longest / total if total else 0.0,
        longest / (total + beside) if total else 0.0,
        total / len(pieces),
        _wholes(markup.tree, counted),
        longest > pieces[0],
    )


def _wholes(tree: html.HtmlElement, teasers: Collection[html.HtmlElement]) -> int:
    articles = list(islice(tree.iter("article"), 200))
    if {next(teaser.iterancestors("article"), None) for teaser in teasers} != set(articles):
        return 0
    heads = [head for article in articles if (head := next(article.iter("h1", *_NAMES), None)) is not None]
    is_headed = all(head in teasers or any(above in teasers for above in head.iterancestors("a")) for head in heads)
    return len(articles) if is_headed else 0


def _linked_headings(markup: Markup) -> Iterator[html.HtmlElement]:
    """Headings with a link inside, links with a heading inside, links without a text that cover an `<article>`, and the
    first long link of an `<article>` without headings."""
    for element in markup.tree.iter("h1", *_NAMES, "a", "article"):
        if element.tag == "article":
            is_headed = next(element.iterdescendants("h1", *_NAMES), None) is not None
            if not is_headed and (link := _first_long_link(markup, element)) is not None:
                yield link
            continue
        if not len(element):
            if element.tag == "a" and element.get("aria-label") and not element.text and _covers(element):
                yield element
            continue
        if element.tag == "a":
            is_linked = element.get("href") is not None and next(element.iterdescendants(*_NAMES), None) is not None
        else:
            is_linked = any(link.get("href") is not None for link in element.iterdescendants("a"))
        if is_linked:
            yield element


def _first_long_link(markup: Markup, card: html.HtmlElement) -> html.HtmlElement | None:
    """None where it leads to a place of a page, as a comment's or a live blog's entry does, or to another site."""
    for link in islice(card.iter("a"), 6):
        if len("".join(link.itertext()).strip()) >= _HEADLINE:
            address = markup.resolved(link.get("href"))
            return link if address and "#" not in address and same_site(address, markup.url) else None
    return None


def _leads_away(markup: Markup, element: html.HtmlElement, here: set[str]) -> bool:
    link = element if element.tag == "a" else next(element.iter("a"), None)
    if link is None:
        return False
    address = markup.resolved(link.get("href"))
    if address is None or _address(address) in here or is_home(address):
        return False
    return len("".join(element.itertext()).strip() or element.get("aria-label") or "") >= _HEADLINE


def _covers(link: html.HtmlElement) -> bool:
    """Whether the link leads where the whole card leads, which says its headline elsewhere."""
    card = link.getparent()
    return card is not None and card.tag == "article" and next(card.iter("h2", "h3", "h4"), None) is not None


def _linked_share(text: str, links: Collection[str]) -> float:
    """The share of the text's lines, by length, that are the whole text of a link."""
    lines = text.split("\n")
    return sum(len(line) for line in lines if line in links) / max(1, sum(map(len, lines)))


def _classes(markup: Markup) -> set[str]:
    body = markup.tree.find("body")
    names = f"{markup.tree.get('class') or ''} {body.get('class') or '' if body is not None else ''}"
    return set(names.lower().split()[:80])


def _address(url: str) -> str:
    return (
        url.partition("#")[0]
        .partition("?")[0]
        .rstrip("/")
        .removeprefix("https://")
        .removeprefix("http://")
        .removeprefix("www.")
    )


def _is_video(markup: Markup, metadata: Metadata) -> bool:
    return (metadata.page_type or "").lower().startswith("video") or any(
        "VideoObject" in structured.types_of(node) for node in markup.nodes
    )
