"""Imports captures in the documented DuckDB schema, which any recorder can fill."""

from workbench_duckdb.importer import DuckDBImporter

__all__ = ["DuckDBImporter"]
