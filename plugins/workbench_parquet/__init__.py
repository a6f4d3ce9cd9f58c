"""Writes releases as Parquet files that Hugging Face `datasets` reads with their images."""

from workbench_parquet.exporter import ParquetExporter

__all__ = ["ParquetExporter"]
