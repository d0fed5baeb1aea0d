"""The vendors' APIs: HTTP in, rows as the vendor sent them out. Nothing here knows a database."""
