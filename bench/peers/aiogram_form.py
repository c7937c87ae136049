"""aiogram 3.31: a form in its finite-state machine, as its guide writes it, on a storage in SQLite.

Every write of the storage is a durable transaction of its own, before the next question is sent.
usage: aiogram_form.py API DATABASE
"""

import asyncio
import json
import logging
import sys
from pathlib import Path

import aiosqlite
import uvloop
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

API, DATABASE = sys.argv[1:3]
QUESTIONS = json.loads((Path(__file__).parent.parent / "intake.json").read_text())
Form = type("Form", (StatesGroup,), {f"q{n}": State() for n in range(1, len(QUESTIONS) + 1)})
router = Router()


class Storage(BaseStorage):
    async def open(self):
        self.db = await aiosqlite.connect(DATABASE, isolation_level=None)
        await self.db.execute("pragma journal_mode = wal")
        await self.db.execute("pragma synchronous = full")
        await self.db.execute("create table if not exists form (chat integer primary key, state text, data text)")

    async def set_state(self, key, state=None):
        name = state.state if isinstance(state, State) else state
        await self.db.execute(
            "insert into form (chat, state) values (?, ?) on conflict (chat) do update set state = excluded.state",
            (key.user_id, name),
        )

    async def set_data(self, key, data):
        await self.db.execute(
            "insert into form (chat, data) values (?, ?) on conflict (chat) do update set data = excluded.data",
            (key.user_id, json.dumps(data)),
        )

    async def get_state(self, key):
        rows = list(await self.db.execute_fetchall("select state from form where chat = ?", (key.user_id,)))
        return rows[0][0] if rows else None

    async def get_data(self, key):
        rows = list(await self.db.execute_fetchall("select data from form where chat = ?", (key.user_id,)))
        return json.loads(rows[0][0]) if rows and rows[0][0] else {}

    async def close(self):
        await self.db.close()


def keyboard(number):
    choices = QUESTIONS[number - 1]["choices"]
    rows = [[InlineKeyboardButton(text=c, callback_data=f"q{number}:{c}")] for c in choices]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


@router.message(CommandStart())
async def start(message, state):
    await state.set_state(Form.q1)
    await message.answer(QUESTIONS[0]["text"], reply_markup=keyboard(1))


async def answered(send, state, number, answer):
    data = await state.update_data({f"q{number}": answer})
    if number < len(QUESTIONS):
        await state.set_state(getattr(Form, f"q{number + 1}"))
        await send(QUESTIONS[number]["text"], reply_markup=keyboard(number + 1))
    else:
        await state.set_state(None)
        await send("DONE " + "|".join(data[f"q{n + 1}"] for n in range(len(QUESTIONS))))


def register(number):
    state_asked = getattr(Form, f"q{number}")
    if QUESTIONS[number - 1]["choices"]:

        @router.callback_query(state_asked, F.data.startswith(f"q{number}:"))
        async def tapped(query, state):
            await query.answer()
            await answered(query.message.answer, state, number, query.data.partition(":")[2])
    else:

        @router.message(state_asked, F.text)
        async def typed(message, state):
            await answered(message.answer, state, number, message.text)


async def main():
    logging.basicConfig(level=logging.WARNING)
    for number in range(1, len(QUESTIONS) + 1):
        register(number)
    storage = Storage()
    await storage.open()
    bot = Bot("42:TEST", session=AiohttpSession(api=TelegramAPIServer.from_base(API), limit=300))
    dispatcher = Dispatcher(storage=storage)
    dispatcher.include_router(router)
    await dispatcher.start_polling(bot)


uvloop.install()
asyncio.run(main())
