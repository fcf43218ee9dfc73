"""Full-text search on Elasticsearch or OpenSearch: the same port, the same answers as the embedded index.

templates/*.json are the mappings as data; templates.py completes them (analyzer from the fold table, versions, prefix)
and puts them in place; document.py turns an article into a document; dsl.py a query's tree into the Query DSL;
client.py settings into a client and refusals into sentences; bulk.py writes with an outcome per item; refused.py keeps
what the server would not take; adapter.py is the port. Only this room knows the client library.
"""

from monitor.elastic.adapter import ElasticIndex
from monitor.elastic.client import Connection
from monitor.elastic.refused import Refused

__all__ = ["Connection", "ElasticIndex", "Refused"]
