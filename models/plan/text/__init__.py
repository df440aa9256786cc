"""The plan compiler: the text of a work plan becomes proposed targets with their words, and questions. Rules only. Pure."""
