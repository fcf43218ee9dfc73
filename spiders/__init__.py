"""Fetching: one Scrapy spider drives every configured source from the ledger's frontier.

    ledger ─► ingest.tasks() ─► news ─► robots, session, redirects ─► slot of the host ─► fetch ─► handover ─► ingest.take()
                                                                                            └─ failures ─► ingest.fail()

Every task that is handed out ends in exactly one `take` or `fail`; only an interrupted run leaves tasks
unanswered, and those stay waiting in the ledger.

settings     Scrapy's settings: what is switched off, and why     news         the spider: ask, fetch, hand over, stop
backlog      the short queue between spider and network           handover     what was fetched → Page
fetch        the one way out, bounded in every direction          failures     what went wrong → Failure
clients      HTTP clients, direct and through proxies
guard        names and addresses are vetted before a connect      decoding     gzip, br, zstd … with a ceiling
memory       how many bodies may be in memory                     revisit      conditional GET
politeness   delays, pauses, hosts that do not answer             robots       robots.txt (RFC 9309)
redirects    each hop vetted, at most five                        session      headers, cookies, log-in of a source
stopping     signals, and a parent that died

Nothing here parses a page. From `monitor` only the nouns, URLs, addresses, errors and one factory are used.
"""
