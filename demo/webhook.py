"""Telegram's own deliveries: every update until 2xx comes back, in order within a chat."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request

from demo.mailbox import Pending
from demo.telegram import Telegram, Webhook


def post(hook: Webhook, body: bytes) -> str:
    """Empty when delivered, else what went wrong."""
    headers = {"Content-Type": "application/json"}
    if hook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
    try:
        with urllib.request.urlopen(urllib.request.Request(hook.url, body, headers), timeout=30):
            return ""
    except urllib.error.HTTPError as error:
        return f"Wrong response from the webhook: {error.code} {error.reason}"
    except (OSError, ValueError) as error:
        return f"Connection failed: {error}"


class Deliveries:
    """Runs for as long as the server does; idle without a webhook."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.busy: dict[int, Pending] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        while True:
            hook = self.telegram.webhook
            item = self.next_for(hook)
            if item is None:
                await self.telegram.mailbox.bell.wait(0.5)
                continue
            self.busy[item.chat] = item
            task = asyncio.create_task(self.deliver(hook, item))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def next_for(self, hook: Webhook) -> Pending | None:
        if not hook.url or len(self.busy) >= hook.max_connections:
            return None
        return next((item for item in self.telegram.mailbox.pending if item.chat not in self.busy), None)

    async def deliver(self, hook: Webhook, item: Pending) -> None:
        error = await asyncio.to_thread(post, hook, item.body)
        if error:
            now = int(self.telegram.clock())
            self.telegram.webhook_error = {"last_error_date": now, "last_error_message": error}
            await asyncio.sleep(self.telegram.options.webhook_pause)
        elif item in self.telegram.mailbox.pending:
            self.telegram.mailbox.settle(item)
        self.busy.pop(item.chat, None)
        self.telegram.mailbox.bell.ring()
