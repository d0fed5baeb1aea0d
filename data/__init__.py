"""Everything of Linkboard that is not a screen: sources, sync, warehouse, reports, exports."""

__version__ = "0.1.0"
