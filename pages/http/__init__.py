"""What the routes of pages/routes.py do, one module a subject."""
