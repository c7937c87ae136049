"""The six questions. Reads only: nothing here can change a row."""
