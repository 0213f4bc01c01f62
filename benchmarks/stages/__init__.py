"""The data stages beside the Python way of doing the same: what `make bench-data` measures (bench_data.py)."""
