"""Every write to the store, a module for each subject. Each write checks the right of its user."""
