"""The crawl process, as its parent sees it: started, interrupted, ended, and its last words read.

`monitor` never imports the crawler. It starts the command that any Scrapy user would type, with the settings module
named in the environment; what the crawl achieved is told by the ledger's run row alone.
"""

from monitor.crawler.process import CrawlProcess, start

__all__ = ["CrawlProcess", "start"]
