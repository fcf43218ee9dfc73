"""Real pages to replay: turns a checkout of trafilatura's repository into a folder that the newsroom can serve.

The pages are the property of their publishers: they are fetched by whoever runs this and never committed.

    git clone --depth 1 https://github.com/adbar/trafilatura /tmp/trafilatura
    python -m benchmarks replay /tmp/trafilatura build/replay
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from xml.sax.saxutils import escape

LISTING = "http://listing.example/all.xml"


def saved_pages(checkout: Path) -> list[tuple[str, Path]]:
    """(address, file) of every page of the evaluation set that is there."""
    tests = checkout / "tests"
    entries = json.loads((tests / "evaldata.json").read_text(encoding="utf-8"))
    found = []
    for url, entry in entries.items():
        places = [folder / entry["file"] for folder in (tests / "cache", tests / "eval")]
        page = next((place for place in places if place.exists()), None)
        if page is not None and urlsplit(url).hostname:
            found.append((url, page))
    return found


def build(checkout: Path, folder: Path, copies: int = 1) -> int:
    """Write `pages.jsonl` and one sitemap that names every page. With `copies`, each page stands on as many hosts."""
    folder.mkdir(parents=True, exist_ok=True)
    lines, addresses = [], []
    for copy in range(copies):
        for url, page in saved_pages(checkout):
            parts = urlsplit(url)
            host = parts.hostname if copy == 0 else f"copy{copy}.{parts.hostname}"
            address = urlunsplit(("http", host or "", parts.path or "/", parts.query, ""))
            lines.append({"url": address, "file": str(page.resolve())})
            addresses.append(address if parts.path not in ("", "/") or parts.query else f"http://{host}/saved-home")
    locations = "".join(f"<url><loc>{escape(address)}</loc></url>" for address in addresses)
    (folder / "all.xml").write_text(
        f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>',
        encoding="utf-8",
    )
    lines.append({"url": LISTING, "file": "all.xml", "content_type": "application/xml"})
    (folder / "pages.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return len(addresses)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--copies", type=int, default=1)
    options = parser.parse_args()
    count = build(options.checkout, options.folder, options.copies)
    print(f"{count} pages in {options.folder}")


if __name__ == "__main__":
    main()
