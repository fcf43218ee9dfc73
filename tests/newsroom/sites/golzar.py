"""Persian portal with a home page only: session ids in every link, <base>, spaces where half-spaces belong."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from newsroom.calendars import JALALI_MONTHS, PERSIAN_DIGITS, in_digits, jalali
from newsroom.exchange import Request, Response, html
from newsroom.markup import blocks_html, esc
from newsroom.site import Route, Site, World
from newsroom.story import Block, Draft, Story

ZWNJ = "\u200c"


class Golzar(Site):
    """It types «روزنامه نگار» and «می شود»; each visit gets links with a new PHPSESSID; it repeats Nilufar's news."""

    id = "golzar"
    name = "گلزار آنلاین"
    language = "fa"
    owner = "مؤسسهٔ رسانه ای گلزار"
    country = "IR"
    time_zone = "Asia/Tehran"
    features = ("home page only", "session ids", "base element", "relative links", "space for half-space", "copies")
    boilerplate = ("گلزار آنلاین را به دوستان خود معرفی کنید", "خبرهای مرتبط", "کد خبر")
    lists_all = True
    cacheable = False
    validators = False
    copies_from = ("nilufar", 2)

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._visits = count(1)

    def path(self, story: Story) -> str:
        return f"/fa/show.php?id={story.number}"

    def key(self, request: Request) -> str:
        return f"{request.path}?id={request.parameter('id')}"

    def routes(self) -> dict[str, Route]:
        return {"/": self._home, "/fa/": self._home, "/fa/index.php": self._home}

    def retype(self, draft: Draft) -> Draft:
        def typed(text: str) -> str:
            return text.replace(ZWNJ, " ")

        return replace(
            draft,
            title=typed(draft.title),
            summary=typed(draft.summary),
            authors=tuple(typed(name) for name in draft.authors),
            tags=tuple(typed(tag) for tag in draft.tags),
            blocks=tuple(
                Block(kind=block.kind, text=typed(block.text), items=tuple(typed(item) for item in block.items))
                for block in draft.blocks
            ),
        )

    def _link(self, story: Story, session: str) -> str:
        return f'<a href="show.php?PHPSESSID={session}&amp;id={story.number}">{esc(story.title)}</a>'

    def _session(self) -> str:
        return f"{next(self._visits) * 7919:032x}"

    def _home(self, request: Request) -> Response:
        stories, following = self.shelf(request)
        session = self._session()
        items = "".join(f"<li>{self._link(story, session)}<span>{esc(story.summary)}</span></li>" for story in stories)
        older = f'<a rel="next" href="index.php?page={following}">خبرهای قدیمی تر</a>' if following else ""
        return self._page(self.name, f"<ul class=list>{items}</ul>{older}", request)

    def render(self, story: Story, variant: str, request: Request) -> Response:
        year, month, day = jalali(self.local(story).date())
        date = in_digits(f"{day} {JALALI_MONTHS[month - 1]} {year} ساعت {self.local(story):%H:%M}", PERSIAN_DIGITS)
        session = self._session()
        related = "".join(f"<li>{self._link(other, session)}</li>" for other in self.related(story, 3))
        writer = f" | نویسنده: {esc('، '.join(story.authors))}" if story.authors else ""
        body = f"""<div class=news><h2>{esc(story.title)}</h2>
<div class=info>کد خبر: {in_digits(str(9000 + story.number), PERSIAN_DIGITS)} | {date}{writer}</div>
<div class=body>{blocks_html(story.blocks, quote="p", heading="h3")}</div>
<div class=rel><b>خبرهای مرتبط</b><ul>{related}</ul></div></div>"""
        return self._page(f"{self.name} :: {story.title}", body, request)

    def _page(self, title: str, body: str, request: Request) -> Response:
        return html(f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html dir="rtl"><head><meta http-equiv="content-type" content="text/html; charset=utf-8">
<base href="{request.root}/fa/"><title>{esc(title)}</title></head><body>
<div id=head><a href="index.php">{esc(self.name)}</a></div>
{body}
<div id=foot>گلزار آنلاین را به دوستان خود معرفی کنید.</div></body></html>
""")
