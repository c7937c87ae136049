"""Only `telegram.error` of python-telegram-bot is loaded; whoever imports the whole of it later gets the same."""

import subprocess
import sys

WHOLE_LATER = """
from bot.channels import ptb
import sys
assert "telegram" not in sys.modules or not hasattr(sys.modules["telegram"], "Bot"), "all of it was loaded"
import telegram, telegram.error
assert telegram.Bot and telegram.error.TelegramError is ptb.TelegramError
assert telegram.error.RetryAfter is ptb.RetryAfter
"""


def test_the_whole_library_can_be_imported_after_ours() -> None:
    done = subprocess.run([sys.executable, "-c", WHOLE_LATER], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
