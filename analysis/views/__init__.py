"""Pages of tables and analyses; one file per noun."""
