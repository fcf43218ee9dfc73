"""Is what we keep right? Text, title, authors, time and language of pages whose truth is known, ours beside others'.

    python -m benchmarks fidelity                              the golden pages
    python -m benchmarks fidelity --checkout DIR               and trafilatura's evaluation pages (a checkout of adbar/trafilatura)
    python -m benchmarks fidelity --truth FILE --ledger DIR    and crawled sites whose truth is in FILE, from that watch's archive
    python -m benchmarks fidelity --dates DIR                  and htmldate's two sets (a checkout of adbar/htmldate)
    python -m benchmarks fidelity … --against PYTHON           and newspaper4k, news-please, readability, where PYTHON has them

`cases` are pages with their truth, `readers` give answers (ours here, the others through `foreign`, a script that any
interpreter can run), `measures` compares, `table` prints. All readers get the same bytes in the same run.

**Text.** trafilatura's set has snippets that must and must not be there, counted as its own evaluation counts them, white
space levelled. The other sets have whole texts: shingles of four words, line by line, as multisets; recall over the
paragraphs, precision over paragraphs and whatever else belongs to the article (headings, list items, cells, captions).
**Title** is right when it is equal; in trafilatura's set by letters and digits alone, since its gold was typed by hand. **Authors** are right when
the set of names is. **Date** is the day, in the page's zone; `invented` counts pages without a date that got one.

A page that we refuse counts as a page without text in the row `ours`; the row `ours, refused read` counts the words
that were read all the same. `reasons.toml` names the pages where we do worse on purpose, and why.
"""
