"""Benchmarks: ratios and counts from one run, printed as `bench NAME VALUE bar BAR ok|short` and written as JSON.

    python -m benchmarks --short          every benchmark, small
    python -m benchmarks                  the real figures (an hour)
    python -m benchmarks crawl --help     one of them

Machines differ and are noisy, so what has a bar is a ratio of two things measured in the same run, or a count. None
of them fails on time.
"""
