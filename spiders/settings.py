"""Scrapy's settings: few parts, each of them needed.

What a user may choose (delay, concurrency, time-out, sizes, contact, proxy) comes from `monitor.toml`
through the spider; here is what holds for every crawl.
"""

BOT_NAME = "media-monitor"
SPIDER_MODULES = ["spiders.news"]
SPIDER_LOADER_WARN_ONLY = False

# One way out. It vets addresses and caps sizes (see `fetch`); everything else a URL could name is refused.
DOWNLOAD_HANDLERS = {
    "http": "spiders.fetch.GuardedHandler",
    "https": "spiders.fetch.GuardedHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}

# Scrapy's own middlewares are replaced or not needed: the ledger retries, cookies belong to sources, meta refresh
# is never followed, and HttpProxyMiddleware would take a proxy from the environment and so bypass the guard.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "spiders.politeness.PoliteMiddleware": 100,
    "spiders.robots.RobotsMiddleware": 200,
    "spiders.session.LoginMiddleware": 300,
    "spiders.redirects.RedirectMiddleware": 600,
    "spiders.stopping.StoppingMiddleware": 900,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
# No telnet console, no remote control, no feed export, no timers: each listens, writes or costs.
EXTENSIONS_BASE: dict[str, int] = {}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
ROBOTSTXT_OBEY = True
COOKIES_ENABLED = False
METAREFRESH_ENABLED = False
HTTPPROXY_ENABLED = False
RETRY_ENABLED = False
REDIRECT_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True

DOWNLOADER = "spiders.politeness.PoliteDownloader"
SCHEDULER = "spiders.backlog.Backlog"
# The spider bounds what is in hand, `memory` what is in memory: a count here would let slow hosts stop all others.
CONCURRENT_REQUESTS = 0
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 1_000_000_000
# Scrapy starts this many tasks for each response, to work on items; ours has none. At 100 they are half of its time.
CONCURRENT_ITEMS = 1
DOWNLOAD_DELAY_JITTER = 0.1

# Progress and outcome travel through the ledger's run row.
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
STATS_DUMP = False
LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
LOG_COLOR = False
WARN_ON_GENERATOR_RETURN_VALUE = False
