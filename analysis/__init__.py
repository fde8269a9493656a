"""The room above the reports: analyses of clusters over documented tables. It holds nothing yet."""
