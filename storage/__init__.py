"""The rows. The only part that knows the database; SQL is in named statements, each with its purpose."""
