"""What the speed claims of the README and the documents are measured with.

`python -m benchmarks [sync] [start] [reports]` runs all, or those named. Each prints its section
and replaces it in RESULTS.md, so that the file always holds the last run of each.
"""
