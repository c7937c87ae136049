"""Photos that are sent together come as a message each, and get one answer."""

from collections.abc import Mapping
from typing import Any

from programme.reading.wishes import worries

MOST = 1_000  # albums remembered; one is over within seconds


class Albums:
    """The first message of each. A first one that comes again is still the first: it may not have been settled."""

    def __init__(self) -> None:
        self._first: dict[str, Any] = {}

    def answered(self, raw: Mapping[str, Any]) -> bool:
        """Is this update one more of an album? Not when its words are a cry for help."""
        message = raw.get("message")
        if not isinstance(message, dict) or "media_group_id" not in message:
            return False
        group = message["media_group_id"]
        if not isinstance(group, str):
            return False
        if len(self._first) >= MOST:
            self._first.clear()
        number = message.get("message_id")
        caption = message.get("caption")
        return self._first.setdefault(group, number) != number and not (isinstance(caption, str) and worries(caption))
