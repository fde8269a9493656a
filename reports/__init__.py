"""Runs, aggregation, tables, charts, workbooks and data exports."""
