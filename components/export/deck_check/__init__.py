"""Is an old deck still true? Its numbers looked up again, and renewed in place."""
