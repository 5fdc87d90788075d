"""The benchmarks: ratios measured in one run, never bare times (`make bench`)."""
