"""Exhibit builders, from a snapshot to exhibits: one module per subject, one function per exhibit."""
