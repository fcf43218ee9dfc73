"""Russian herald: RSS, windows-1251, soft 404s, the same header lines above every text."""

from __future__ import annotations

from newsroom import routes
from newsroom.calendars import MONTHS
from newsroom.exchange import Request, Response, html
from newsroom.markup import blocks_html, esc, open_graph
from newsroom.site import Route, Site
from newsroom.story import Oddity, Story


class Zarechye(Site):
    """Whatever it does not know it answers with 200 and a friendly page; its feed still lists a lost story."""

    id = "zarechye"
    name = "Заречный вестник"
    language = "ru"
    owner = "Издательство «Причал»"
    country = "RU"
    time_zone = "Asia/Yekaterinburg"
    features = ("rss", "opengraph", "windows-1251", "soft 404", "repeated header lines", "query addresses")
    boilerplate = ("Читайте нас в «Голубятне»", "Материал для лиц старше 12 лет", "Страница потерялась")

    def path(self, story: Story) -> str:
        return f"/index.php?do=show&id={story.number}"

    def routes(self) -> dict[str, Route]:
        return {"/": self._home, "/rss.php": routes.rss(self)}

    def odd_pages(self) -> list[Oddity]:
        return [
            Oddity(
                path="/archive/utrachennyi-reportazh",
                label="Репортаж, которого больше нет",
                outcome="rejected/soft_404",
                also=("rejected/not_article", "rejected/too_short"),
                note="a page that says that it is lost, with status 200",
                build=self.not_found,
            )
        ]

    def _home(self, request: Request) -> Response:
        items = self.linked(self.latest(), '<div class="n"><a href="{href}">{title}</a><br>{summary}</div>')
        return self._page(self.name, "", items + self.odd_links('<div class="n"><a href="{href}">{title}</a></div>'))

    def not_found(self, request: Request) -> Response:
        text = "<h1>Страница потерялась</h1><p>Такой страницы у нас нет. Попробуйте начать с главной.</p>"
        return self._page(f"Страница потерялась | {self.name}", "", text)

    def render(self, story: Story, variant: str, request: Request) -> Response:
        local = self.local(story)
        head = open_graph(
            [
                ("og:title", story.title),
                ("og:type", "article"),
                ("article:published_time", local.isoformat()),
                *(("article:author", name) for name in story.authors),
            ]
        )
        date = f"{local.day} {MONTHS['ru'][local.month - 1]} {local.year} года, {local:%H:%M}"
        author = f"<p><i>{esc(', '.join(story.authors))}</i></p>" if story.authors else ""
        more = self.linked(self.related(story, 4), '<a href="{href}">{title}</a><br>')
        body = f"""<table><tr><td class="main"><div class="date">{date}</div><h1>{esc(story.title)}</h1>
<p>Читайте нас в «Голубятне».</p><p>Материал для лиц старше 12 лет.</p>
{blocks_html(story.blocks, heading="h4")}
{author}</td><td class="right">{more}</td></tr></table>"""
        return self._page(f"{story.title} | {self.name}", head, body)

    def _page(self, title: str, head: str, body: str) -> Response:
        text = f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html lang="ru"><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><title>{esc(title)}</title>
<link rel="alternate" type="application/rss+xml" href="/rss.php">{head}</head>
<body><div id="h"><a href="/">{esc(self.name)}</a></div>{body}
<div id="f">{esc(self.owner)}</div></body></html>
"""
        return html(text, charset="windows-1251")
