"""The query language: text → tree → matches. The same text means the same on every engine.

    text ──parse──► Query(tree of analysed terms, notes) ──► Matcher: article → spans
                                                         └─► the engines' compilers (index)

Reading order: syntax.py the tree and its canonical text · fields.py what can stand before a colon · lexer.py and
parse.py text → tree, every mistake with its column (leaves.py words, phrases and NEAR; values.py whole values and times;
remarks.py what there is to say) · times.py dates as people write them · document.py an article as the words and values
that queries see · match.py tree × article.
The reference for people is docs/query-language.md. No engine's own parser is ever used.
"""

from monitor.query.document import Document, prepare
from monitor.query.match import Match, Matcher, Span
from monitor.query.parse import Query, parse
from monitor.query.syntax import Node, is_negative, render
from monitor.query.times import Reading, read_time

__all__ = [
    "Document",
    "Match",
    "Matcher",
    "Node",
    "Query",
    "Reading",
    "Span",
    "is_negative",
    "parse",
    "prepare",
    "read_time",
    "render",
]
