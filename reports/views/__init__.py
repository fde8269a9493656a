"""Pages of runs, tables and workbooks."""
