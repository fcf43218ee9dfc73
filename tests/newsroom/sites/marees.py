"""French weekly: Atom, articles over several pages, AMP copies, newsletter prompts between paragraphs."""

from __future__ import annotations

from dataclasses import replace

from newsroom import routes
from newsroom.calendars import MONTHS
from newsroom.exchange import Request, Response, html
from newsroom.markup import blocks_html, esc, json_ld, open_graph
from newsroom.site import Route, Site
from newsroom.story import Story


class Marees(Site):
    """Every third story is spread over two pages; every story has an AMP copy whose canonical is the story."""

    id = "marees"
    name = "Le Courrier des Marées"
    language = "fr"
    owner = "Groupe Estran"
    country = "FR"
    time_zone = "Europe/Paris"
    features = ("atom", "json-ld", "several pages", "amp", "newsletter prompt", "title suffix")
    boilerplate = ("Recevez chaque matin la lettre des marées", "À lire aussi", "Toute reproduction interdite")

    def path(self, story: Story) -> str:
        return f"/{story.section}/{story.slug}-{story.number}.html"

    def variants(self, story: Story) -> dict[str, str]:
        main = self.path(story)
        paths = {"amp": f"/amp{main}"}
        for page in range(2, story.pages + 1):
            paths[f"page-{page}"] = f"{main}?page={page}"
        return paths

    def finish(self, story: Story) -> Story:
        return replace(story, pages=2) if story.number % 3 == 0 else story

    def routes(self) -> dict[str, Route]:
        lists = {f"/{section}/": self._list(section) for section in self.section_names}
        return {"/": self._list(None), "/flux.atom": routes.atom(self), **lists}

    def _list(self, section: str | None) -> Route:
        def route(request: Request) -> Response:
            items = self.linked(
                self.latest(section),
                '<article class="teaser"><span>{section}</span><h2><a href="{href}">{title}</a></h2><p>{summary}</p></article>',
            )
            return html(self._frame(self.name, "", items))

        return route

    def render(self, story: Story, variant: str, request: Request) -> Response:
        if variant == "amp":
            return self._amp(story, request)
        page = int(variant.removeprefix("page-") or 1)
        url = self.absolute(request, story)
        local = self.local(story)
        head = [
            f'<link rel="amphtml" href="{request.root}/amp{esc(self.href(story))}">',
            open_graph([("og:type", "article"), ("og:title", story.title), ("og:url", url), ("og:locale", "fr_FR")]),
            json_ld(self.schema(story, url)),
        ]
        turning = ""
        if page < story.pages:
            head.append(f'<link rel="next" href="{esc(self.href(story))}?page={page + 1}">')
            turning = f'<p class="pages"><a href="{esc(self.href(story))}?page={page + 1}">Page suivante</a></p>'
        if page > 1:
            head.append(f'<link rel="prev" href="{esc(self.href(story))}">')
        else:
            head.append(f'<link rel="canonical" href="{esc(url)}">')
        blocks = story.blocks_on(page)
        middle = len(blocks) // 2
        prompt = '<div class="newsletter"><p>Recevez chaque matin la lettre des marées. <a href="/lettre">Je m’inscris</a></p></div>'
        date = f"{local.day} {MONTHS['fr'][local.month - 1]} {local.year} à {local:%Hh%M}"
        signature = f"Par {esc(' et '.join(story.authors))}" if story.authors else ""
        also = self.linked(self.related(story, 3), '<li><a href="{href}">{title}</a></li>')
        body = f"""<article class="papier"><h1>{esc(story.title)}</h1><div class="signature">{signature}
<span>Publié le {date}</span></div>
<div class="corps">{blocks_html(blocks[:middle])}{prompt}{blocks_html(blocks[middle:])}</div>{turning}</article>
<section class="aussi"><h3>À lire aussi</h3><ul>{also}</ul></section>"""
        return html(self._frame(f"{story.title} - {self.name}", "\n".join(head), body))

    def _amp(self, story: Story, request: Request) -> Response:
        return html(f"""<!doctype html>
<html amp lang="fr"><head><meta charset="utf-8"><title>{esc(story.title)}</title>
<link rel="canonical" href="{esc(self.absolute(request, story))}">{json_ld(self.schema(story, self.absolute(request, story)))}
<style amp-boilerplate>body{{visibility:hidden}}</style></head>
<body><h1>{esc(story.title)}</h1>{blocks_html(story.blocks)}</body></html>
""")

    def _frame(self, title: str, head: str, body: str) -> str:
        menu = "".join(f'<li><a href="/{key}/">{name}</a></li>' for key, name in self.section_names.items())
        return f"""<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>{esc(title)}</title>
<link rel="alternate" type="application/atom+xml" href="/flux.atom">{head}</head>
<body><header><p class="logo"><a href="/">{esc(self.name)}</a></p><ul>{menu}</ul></header>
<main>{body}</main>
<footer><p>© {esc(self.owner)}. Toute reproduction interdite sans accord.</p></footer></body></html>
"""
