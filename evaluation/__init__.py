"""The six questions. Reads what people told in counts only, and writes nothing but its own tables."""
