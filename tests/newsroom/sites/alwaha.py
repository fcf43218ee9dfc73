"""Arabic daily: news sitemap under an index, microdata, windows-1256 pages behind a wrong charset label."""

from __future__ import annotations

from newsroom import routes
from newsroom.calendars import ARABIC_DIGITS, MONTHS, in_digits
from newsroom.exchange import Request, Response, data, html
from newsroom.listings import sitemap, sitemap_index
from newsroom.markup import blocks_html, esc
from newsroom.site import Route, Site
from newsroom.story import Story


class Alwaha(Site):
    """The header says ISO-8859-1, as its server always does; the page itself says windows-1256, and means it."""

    id = "alwaha"
    name = "صحيفة الواحة البعيدة"
    language = "ar"
    owner = "دار الواحة للنشر"
    country = "JO"
    time_zone = "Asia/Amman"
    features = ("news sitemap", "sitemap index", "microdata", "windows-1256", "wrong charset header", "repeated header")
    boilerplate = ("تابعونا على صفحاتنا", "الأكثر قراءة", "عاجل: اشترك في نشرتنا اليومية")

    def path(self, story: Story) -> str:
        return f"/ar/{story.section}/{story.published:%Y}/{story.number}.html"

    def routes(self) -> dict[str, Route]:
        lists = {f"/ar/{section}/": self._list(section) for section in self.section_names}
        return {
            "/": self._list(None),
            "/sitemap.xml": self._index,
            "/sitemap-news.xml": routes.news_sitemap(self),
            "/sitemap-pages.xml": self._pages,
            **lists,
        }

    def robots(self, request: Request) -> Response:
        return data(f"User-agent: *\nDisallow: /ar/print/\nSitemap: {request.root}/sitemap.xml\n", "text/plain")

    def _index(self, request: Request) -> Response:
        children = [
            (f"{request.root}/sitemap-news.xml", self.world.clock.now()),
            (f"{request.root}/sitemap-pages.xml", None),
        ]
        return data(sitemap_index(children), "text/xml")

    def _pages(self, request: Request) -> Response:
        return data(sitemap((f"{request.root}/ar/{section}/", None) for section in self.section_names), "text/xml")

    def _list(self, section: str | None) -> Route:
        def route(request: Request) -> Response:
            items = self.linked(
                self.latest(section),
                '<div class="box"><a href="{href}"><strong>{title}</strong></a><div>{summary}</div></div>',
            )
            return self._page(self.name, items)

        return route

    def render(self, story: Story, variant: str, request: Request) -> Response:
        local = self.local(story)
        date = in_digits(f"{local.day} {MONTHS['ar'][local.month - 1]} {local.year} {local:%H:%M}", ARABIC_DIGITS)
        authors = "".join(
            f'<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">{esc(name)}'
            "</span></span> "
            for name in story.authors
        )
        most = self.linked(self.related(story), '<li><a href="{href}">{title}</a></li>')
        body = f"""<div class="article" itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">{esc(story.title)}</h1>
<p class="info">{authors}<time itemprop="datePublished" datetime="{local.isoformat()}">{date}</time>
<meta itemprop="dateModified" content="{story.modified.astimezone(self.zone).isoformat()}">
<meta itemprop="articleSection" content="{self.section_names[story.section]}"></p>
<div itemprop="articleBody">{blocks_html(story.blocks)}</div></div>
<div class="most"><h4>الأكثر قراءة</h4><ol>{most}</ol></div>"""
        return self._page(f"{story.title} | {self.name}", body)

    def _page(self, title: str, body: str) -> Response:
        menu = " - ".join(f'<a href="/ar/{section}/">{name}</a>' for section, name in self.section_names.items())
        text = f"""<!DOCTYPE html>
<html dir="rtl" lang="ar"><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256">
<title>{esc(title)}</title></head><body>
<div class="ticker">عاجل: اشترك في نشرتنا اليومية</div><div class="menu"><a href="/">{esc(self.name)}</a> - {menu}</div>
{body}
<div class="footer">تابعونا على صفحاتنا - جميع الحقوق محفوظة</div></body></html>
"""
        return html(text, charset="windows-1256", label="ISO-8859-1")
