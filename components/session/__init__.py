"""The reader's session: user, plan and days, cached reads, writes, address."""
