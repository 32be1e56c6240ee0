"""Tests of the benchmarks that count."""
