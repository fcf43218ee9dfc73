"""Long runs. `pytest tests/soak --short-soak` is the form for every day."""
