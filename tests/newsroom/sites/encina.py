"""Spanish observatory: JSON Feed, Open Graph dates, reports as PDF."""

from __future__ import annotations

from newsroom import routes
from newsroom.exchange import Request, Response, data, html
from newsroom.markup import blocks_html, esc, open_graph
from newsroom.site import Route, Site
from newsroom.story import Oddity, Story


class Encina(Site):
    """An advocacy site of a modern builder: divs without meaning, dates in meta elements, a PDF among the news."""

    id = "encina"
    name = "Observatorio La Encina"
    language = "es"
    kind = "advocacy"
    owner = "Fundación La Encina"
    country = "ES"
    time_zone = "Europe/Madrid"
    features = ("json feed", "opengraph", "meta author", "divs only", "pdf", "donation prompt")
    boilerplate = ("Tu donación mantiene abierta esta casa", "Otras entradas")
    lists_all = True

    def path(self, story: Story) -> str:
        return f"/es/{story.slug}"

    def routes(self) -> dict[str, Route]:
        return {"/": self._home, "/feed.json": routes.json_feed(self), "/sitemap.xml": routes.sitemap(self)}

    def odd_pages(self) -> list[Oddity]:
        return [
            Oddity(
                path="/informes/informe-anual.pdf",
                label="Informe anual del observatorio (PDF)",
                outcome="rejected/not_html",
                note="a PDF linked among the news",
                build=lambda request: data(pdf("Informe anual"), "application/pdf"),
            )
        ]

    def _home(self, request: Request) -> Response:
        cards = self.linked(
            self.latest(),
            '<div class="sc-1"><a class="sc-2" href="{href}"><div>{title}</div></a><div>{summary}</div></div>',
        )
        odd = self.odd_links('<div class="sc-1"><a class="sc-2" href="{href}"><div>{title}</div></a></div>')
        return self._page(self.name, "", cards + odd)

    def render(self, story: Story, variant: str, request: Request) -> Response:
        head = open_graph(
            [
                ("og:type", "article"),
                ("og:title", story.title),
                ("og:site_name", self.name),
                ("article:published_time", self.local(story).isoformat()),
                ("article:modified_time", story.modified.astimezone(self.zone).isoformat()),
                ("article:section", self.section_names[story.section]),
            ]
        )
        if story.authors:
            head += f'\n<meta name="author" content="{esc(", ".join(story.authors))}">'
        parts = blocks_html(story.blocks).replace("<p>", '<div class="sc-p"><p>').replace("</p>", "</p></div>")
        more = self.linked(self.related(story, 3), '<div><a href="{href}">{title}</a></div>')
        body = f"""<div class="sc-7"><div class="sc-8"><h1>{esc(story.title)}</h1></div>
<div class="sc-9">{parts}</div></div>
<div class="sc-10"><div>Otras entradas</div>{more}</div>"""
        return self._page(f"{story.title} – {self.name}", head, body)

    def _page(self, title: str, head: str, body: str) -> Response:
        return html(f"""<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>{esc(title)}</title>
<link rel="alternate" type="application/feed+json" href="/feed.json">{head}</head>
<body><div id="root"><div class="sc-0"><a href="/">{esc(self.name)}</a></div>{body}
<div class="sc-99"><div>Tu donación mantiene abierta esta casa.</div></div></div></body></html>
""")


def pdf(title: str) -> bytes:
    """One page with a line of text; small, and a true PDF."""
    stream = f"BT /F1 24 Tf 72 720 Td ({title}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + end
