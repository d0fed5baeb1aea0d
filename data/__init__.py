"""Everything of Linkboard that is not a screen: sources, sync, warehouse, reports, exports."""
