"""`make demo`: the product at work on invented sites, on this machine only. See `demo.__main__`."""
