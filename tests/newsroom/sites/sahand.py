"""Persian advocacy in an old system: windows-1256 pages typed with Arabic ي and ك, an Atom feed with dates."""

from __future__ import annotations

from dataclasses import replace

from newsroom import routes
from newsroom.calendars import PERSIAN_DIGITS, in_digits, jalali
from newsroom.exchange import Request, Response, html
from newsroom.markup import blocks_html, esc
from newsroom.site import Route, Site
from newsroom.story import Block, Draft, Story

KEYBOARD = str.maketrans({"ی": "ي", "ک": "ك"})


class Sahand(Site):
    """windows-1256 has no ی and ک, so ي and ك are typed; what else is missing becomes a character reference."""

    id = "sahand"
    name = "كانون سپيدار"
    language = "fa"
    kind = "advocacy"
    owner = "كانون سپيدار"
    country = "IR"
    time_zone = "Asia/Tehran"
    features = ("atom", "windows-1256", "arabic letters in persian", "table layout", "jalali dates")
    boilerplate = ("نقل مطالب با ذكر نام كانون آزاد است", "بيانيه‌هاي پيشين")

    def path(self, story: Story) -> str:
        return f"/spip.php?article{story.number}"

    def routes(self) -> dict[str, Route]:
        return {"/": self._home, "/backend.atom": routes.atom(self)}

    def retype(self, draft: Draft) -> Draft:
        return replace(
            draft,
            title=draft.title.translate(KEYBOARD),
            summary=draft.summary.translate(KEYBOARD),
            authors=tuple(name.translate(KEYBOARD) for name in draft.authors),
            tags=tuple(tag.translate(KEYBOARD) for tag in draft.tags),
            blocks=tuple(
                Block(
                    kind=block.kind,
                    text=block.text.translate(KEYBOARD),
                    items=tuple(item.translate(KEYBOARD) for item in block.items),
                )
                for block in draft.blocks
            ),
        )

    def _home(self, request: Request) -> Response:
        rows = self.linked(
            self.latest(), '<tr><td><a href="{href}">{title}</a><br><font size="2">{summary}</font></td></tr>'
        )
        return self._page(self.name, f"<table width=100%>{rows}</table>")

    def render(self, story: Story, variant: str, request: Request) -> Response:
        year, month, day = jalali(self.local(story).date())
        date = in_digits(f"{year}/{month:02}/{day:02}", PERSIAN_DIGITS)
        author = f"نويسنده: {esc(' و '.join(story.authors))}<br>" if story.authors else ""
        older = self.linked(self.related(story, 3), '<a href="{href}">{title}</a><br>')
        body = f"""<table width=100% cellpadding=6><tr><td valign=top class=text>
<h1>{esc(story.title)}</h1><small>{author}تاريخ انتشار: {date}</small>
{blocks_html(story.blocks, quote="p", heading="h3")}
</td><td width=180 valign=top class=side><b>بيانيه‌هاي پيشين</b><br>{older}</td></tr></table>"""
        return self._page(f"{story.title} | {self.name}", body)

    def _page(self, title: str, body: str) -> Response:
        text = f"""<html dir=rtl><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256">
<title>{esc(title)}</title><link rel="alternate" type="application/atom+xml" href="/backend.atom"></head>
<body><center><font size=6><a href="/">{esc(self.name)}</a></font></center><hr>
{body}<hr><center><small>نقل مطالب با ذكر نام كانون آزاد است.</small></center></body></html>
"""
        return html(text, charset="windows-1256", label="")
