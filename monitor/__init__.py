"""Media Monitor: configured sites in, searchable articles out.

    monitor.toml ─► sources ─► discover ─► [spiders: fetch] ─► extract ─► enrich ─► admit ─► ledger + archive
                     Source      Lead           Page            Article               Outcome      │
                                                                                        change log │
                                                                                    index ◄────────┘

Reading order:

model       the nouns, one per hand-over                errors      the one error tree
urls        what is the same URL, the same site         addresses   which addresses are public
analysis    what a word is                              query       text → tree → matches
ports       what the use cases need of the outside      settings    monitor.toml → frozen values
discover    listing bytes → leads                       extract     page → article, or why not
enrich      which language a text is in                 admit       what is this article to us
ledger      what is true (SQLite, PostgreSQL)           archive     the raw pages (WARC)
index       full-text search, derived                   workers     hostile bytes in their own processes
elastic     the same search on Elasticsearch            kibana      data views, searches and dashboards for it
fetch       one guarded page for a person               crawler     the crawl process, as its parent sees it
diff, excerpt, cells, citation, reprint, why            pure: what people are shown
gaps, symptoms, spread                                  pure: what may be missing, what ails a source, several pages
ingest, indexing, search, rebuild, crawl                use cases: call in order, decide nothing
app         the only file that knows every name         cli         arguments → app → print
"""

VERSION = "0.1.0"
