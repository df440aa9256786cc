"""Labels and headlines in the reader's language."""
