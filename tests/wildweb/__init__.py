"""A web that behaves badly on purpose, byte by byte, and an ingestion that only remembers, for the spider's tests."""
