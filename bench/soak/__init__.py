"""Faults by the hundred, for a chosen time. Each module with a `soak` is a theme, each of its lines a promise."""
