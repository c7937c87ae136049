"""What people say to the bot and it to them: a file a conversation, all of them listed in `registry.py`. Pure: no chat,
no database, no clock."""
