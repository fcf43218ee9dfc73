"""Persian news with half-spaces: RSS, Open Graph, dates of the Persian calendar in addresses and pages."""

from __future__ import annotations

from newsroom import routes
from newsroom.calendars import JALALI_MONTHS, PERSIAN_DAYS, PERSIAN_DIGITS, in_digits, jalali
from newsroom.exchange import Request, Response, data, html
from newsroom.markup import blocks_html, esc, open_graph
from newsroom.site import Route, Site
from newsroom.story import Oddity, Story


class Nilufar(Site):
    """Only the feed has a date that machines read; pages say «دوشنبه ۲ آذر ۱۴۰۵». It corrects itself often."""

    id = "nilufar"
    name = "خبرنامهٔ نیلوفر"
    language = "fa"
    owner = "شبکهٔ نیلوفر"
    country = "IR"
    time_zone = "Asia/Tehran"
    features = ("rss", "opengraph", "jalali dates", "half-spaces", "percent-encoded addresses", "edits", "gallery")
    boilerplate = ("همهٔ حقوق برای خبرنامهٔ نیلوفر محفوظ است", "پربیننده‌ترین‌ها", "به کانال ما بپیوندید")

    def path(self, story: Story) -> str:
        year, month, day = jalali(self.local(story).date())
        return f"/news/{year}/{month:02}/{day:02}/{story.number}/{story.slug}/"

    def routes(self) -> dict[str, Route]:
        lists = {f"/category/{section}/": self._list(section) for section in self.section_names}
        return {"/": self._list(None), "/feed/": routes.rss(self), **lists}

    def odd_pages(self) -> list[Oddity]:
        return [
            Oddity(
                path="/gallery/19/",
                label="گزارش تصویری: روزی در بازار ماهی‌فروشان",
                outcome="rejected/too_short",
                also=("rejected/not_article",),
                note="a gallery: twelve pictures, fourteen words",
                build=self._gallery,
            )
        ]

    def date(self, story: Story) -> str:
        local = self.local(story)
        year, month, day = jalali(local.date())
        weekday = PERSIAN_DAYS[local.weekday()]
        return in_digits(f"{weekday} {day} {JALALI_MONTHS[month - 1]} {year} - {local:%H:%M}", PERSIAN_DIGITS)

    def _list(self, section: str | None) -> Route:
        def route(request: Request) -> Response:
            items = self.linked(
                self.latest(section),
                '<div class="item"><h2><a href="{href}">{title}</a></h2><p class="lead">{summary}</p></div>',
            )
            odd = self.odd_links('<div class="item"><h2><a href="{href}">{title}</a></h2></div>')
            return html(self._frame(self.name, "", f'<div id="main">{items}{odd}</div>'))

        return route

    def render(self, story: Story, variant: str, request: Request) -> Response:
        head = open_graph(
            [
                ("og:type", "article"),
                ("og:title", story.title),
                ("og:description", story.summary),
                ("og:locale", "fa_IR"),
                ("og:site_name", self.name),
                ("article:section", self.section_names[story.section]),
                *(("article:tag", tag) for tag in story.tags),
            ]
        )
        author = f'<span class="reporter">گزارش از {esc("، ".join(story.authors))}</span>' if story.authors else ""
        tags = "".join(f'<a rel="tag" href="/tag/{esc(tag)}">{esc(tag)}</a> ' for tag in story.tags)
        older = self.linked(self.related(story, 5), '<li><a href="{href}">{title}</a></li>')
        body = f"""<div id="main"><div class="post">
<div class="meta"><span class="date">{self.date(story)}</span> {author}</div>
<h1 class="title">{esc(story.title)}</h1>
<div class="entry">{blocks_html(story.blocks, heading="h3")}</div>
<div class="tags">{tags}</div></div>
<div class="popular"><h4>پربیننده‌ترین‌ها</h4><ul>{older}</ul></div></div>"""
        return html(self._frame(f"{story.title} - {self.name}", head, body))

    def _gallery(self, request: Request) -> Response:
        pictures = "".join(f'<img src="/images/g{number}.jpg" alt="">' for number in range(12))
        body = f'<div id="main"><h1>گزارش تصویری: روزی در بازار ماهی‌فروشان</h1><div class="g">{pictures}</div></div>'
        return html(self._frame("گزارش تصویری", "", body))

    def robots(self, request: Request) -> Response:
        return data("User-agent: *\nDisallow: /wp-admin/\n", "text/plain")

    def _frame(self, title: str, head: str, body: str) -> str:
        menu = "".join(
            f'<li><a href="/category/{section}/">{name}</a></li>' for section, name in self.section_names.items()
        )
        return f"""<!DOCTYPE html>
<html dir="rtl" lang="fa-IR"><head><meta charset="UTF-8"><title>{esc(title)}</title>
<link rel="alternate" type="application/rss+xml" title="{esc(self.name)} &raquo; خوراک" href="/feed/">
{head}</head>
<body><div id="top"><a href="/"><b>{esc(self.name)}</b></a><ul class="menu">{menu}</ul></div>
{body}
<div id="bottom"><p>به کانال ما بپیوندید و خبرها را زودتر بخوانید.</p>
<p>همهٔ حقوق برای خبرنامهٔ نیلوفر محفوظ است. ۱۳۹۸ تا ۱۴۰۵</p></div></body></html>
"""
