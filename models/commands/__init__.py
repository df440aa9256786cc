"""All writes to the store, one module per subject. Each write checks the permission of its user."""
