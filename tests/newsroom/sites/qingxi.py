"""Chinese county paper with section pages only: GB18030 labelled gb2312, dates with 年月日, an editor's line."""

from __future__ import annotations

from newsroom.exchange import Request, Response, html
from newsroom.markup import blocks_html, esc
from newsroom.site import Route, Site
from newsroom.story import Story


class Qingxi(Site):
    """Full-width indents before paragraphs, source and editor lines around the text; authors are reporters."""

    id = "qingxi"
    name = "清溪县报"
    language = "zh"
    owner = "清溪县报社"
    country = "CN"
    time_zone = "Asia/Shanghai"
    features = ("section pages only", "gb18030 labelled gb2312", "full-width indents", "editor line", "no spaces")
    boilerplate = ("责任编辑", "清溪县报社版权所有", "相关阅读")
    lists_all = True

    def path(self, story: Story) -> str:
        return f"/{story.section}/{story.published:%Y-%m/%d}/content_{story.number}.htm"

    def routes(self) -> dict[str, Route]:
        lists = {f"/{section}/": self._section(section) for section in self.section_names}
        return {"/": self._cover, **lists}

    def _cover(self, request: Request) -> Response:
        return self._page(self.name, "<p>欢迎访问</p>")

    def _section(self, section: str) -> Route:
        def route(request: Request) -> Response:
            stories, following = self.shelf(request, section)
            items = self.linked(stories, '<li><a href="{href}" target="_blank">{title}</a></li>')
            older = f'<a rel="next" href="?page={following}">下一页</a>' if following else ""
            return self._page(f"{self.section_names[section]}_{self.name}", f'<ul class="list">{items}</ul>{older}')

        return route

    def render(self, story: Story, variant: str, request: Request) -> Response:
        local = self.local(story)
        text = blocks_html(story.blocks, quote="p", heading="h3").replace("<p>", "<p>　　")
        reporter = f"　记者：{esc('、'.join(story.authors))}" if story.authors else ""
        more = self.linked(self.related(story, 3), '<li><a href="{href}">{title}</a></li>')
        body = f"""<div class="article"><h1>{esc(story.title)}</h1>
<div class="info">{local:%Y}年{local.month}月{local.day}日 {local:%H:%M}　来源：{self.name}{reporter}</div>
<div id="content">{text}</div><div class="editor">（责任编辑：值班编辑）</div></div>
<div class="more"><b>相关阅读</b><ul>{more}</ul></div>"""
        return self._page(f"{story.title}_{self.section_names[story.section]}_{self.name}", body)

    def _page(self, title: str, body: str) -> Response:
        menu = " | ".join(f'<a href="/{key}/">{name}</a>' for key, name in self.section_names.items())
        text = f"""<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{esc(title)}</title></head>
<body><div class="top"><a href="/">{self.name}</a> | {menu}</div>{body}
<div class="foot">清溪县报社版权所有</div></body></html>
"""
        return html(text, charset="gb18030", label="gb2312")
