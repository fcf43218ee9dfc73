"""The steps that bring a ledger to this program's schema. `monitor.ledger.doors` runs them; nobody else does."""
