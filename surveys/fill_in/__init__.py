"""Interview workbooks: handed out, filled without a connection, and taken in with the checks of the form."""
