"""What grows how with rows, trees, shards and workers: what `make bench-scale` measures (bench_scale.py)."""
