"""One client's report of one period, as a document: collected once, shown as a page or a PDF."""
