"""`make bench`: what the register costs, as ratios. Parts can be asked for by name: `python -m tests.bench import`."""
