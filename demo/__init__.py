"""A local Telegram with phones on a web page: everything runs without a token and without the internet."""
