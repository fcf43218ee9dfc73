"""Other readers, run as a script by any interpreter that has some of them; it imports nothing of ours.

In: readers' names as arguments, on standard input one JSON object a line {"url", "file"}. Out: first a line with the
versions of those that are there, then for each page and reader {"reader", "url", "text", "title", "authors", "date",
"language", "cpu"}; CPU in seconds, the decoding of the bytes included.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

PACKAGES = {
    "trafilatura": "trafilatura",
    "newspaper4k": "newspaper4k",
    "news-please": "news-please",
    "readability": "readability-lxml",
}


def trafilatura(url: str, body: bytes) -> dict[str, Any]:
    from trafilatura import bare_extraction

    found = bare_extraction(body, url=url, with_metadata=True, include_comments=False)
    if found is None:
        return {}
    return {
        "text": found.text,
        "title": found.title,
        "authors": (found.author or "").split("; "),
        "date": found.date,
        "language": found.language,
    }


def _decoded(body: bytes) -> str:
    from trafilatura.utils import decode_file

    return decode_file(body)


def newspaper4k(url: str, body: bytes) -> dict[str, Any]:
    from newspaper import Article

    article = Article(url, fetch_images=False)
    article.download(input_html=_decoded(body))
    article.parse()
    return {
        "text": article.text,
        "title": article.title,
        "authors": article.authors,
        "date": article.publish_date.isoformat() if article.publish_date else None,
        "language": article.meta_lang or None,
    }


def news_please(url: str, body: bytes) -> dict[str, Any]:
    from newsplease import NewsPlease

    article = NewsPlease.from_html(_decoded(body), url=url, fetch_images=False)
    return {
        "text": article.maintext,
        "title": article.title,
        "authors": article.authors,
        "date": article.date_publish.isoformat() if article.date_publish else None,
        "language": article.language,
    }


def readability(url: str, body: bytes) -> dict[str, Any]:
    from lxml import html
    from readability import Document

    document = Document(_decoded(body), url=url)
    tree = html.fromstring(document.summary())
    for element in tree.iter("p", "li", "h1", "h2", "h3", "h4", "blockquote", "div", "tr", "br"):
        element.tail = "\n" + (element.tail or "")
    return {"text": tree.text_content(), "title": document.short_title()}


READERS: dict[str, Callable[[str, bytes], dict[str, Any]]] = {
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "news-please": news_please,
    "readability": readability,
}


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    sample = (
        b"<html><body><article><h1>Title</h1><p>" + b"Words of a first page. " * 40 + b"</p></article></body></html>"
    )
    versions: dict[str, str] = {}
    for name in sys.argv[1:]:
        try:
            READERS[name]("http://page.invalid/1", sample)
            versions[name] = version(PACKAGES[name])
        except (ImportError, PackageNotFoundError):
            continue
        except Exception:  # a reader that fails on one page may read the next
            versions[name] = version(PACKAGES[name])
    print(json.dumps(versions), flush=True)
    for line in sys.stdin:
        page = json.loads(line)
        with open(page["file"], "rb") as file:
            body = file.read()
        for name in versions:
            began = time.process_time()
            try:
                answer = READERS[name](page["url"], body)
            except Exception as error:  # a page that a reader cannot read is a page without an answer
                answer = {"error": type(error).__name__}
            cpu = time.process_time() - began
            print(json.dumps({"reader": name, "url": page["url"], "cpu": cpu, **answer}), flush=True)


if __name__ == "__main__":
    main()
