"""What a buddy programme is. Pure: no input or output, no clock, no chat, no database."""
