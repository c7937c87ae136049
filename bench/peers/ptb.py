"""python-telegram-bot 22.8: ConversationHandler as its guide writes it, answers and states in SQLite.

Every answer is committed, with the conversation's state, before the next question is sent.
usage: ptb.py API DATABASE
"""

import asyncio
import json
import logging
import sys
from pathlib import Path

import aiosqlite
import uvloop
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    BasePersistence,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    filters,
)

API, DATABASE = sys.argv[1:3]
QUESTIONS = json.loads((Path(__file__).parent.parent / "intake.json").read_text())
SCHEMA = """
create table if not exists answers (chat int, question int, answer text, primary key (chat, question)) without rowid;
create table if not exists states (chat integer primary key, state int);
"""
CONCURRENT = 16  # more makes it slower: its HTTP pool is searched for every request


class Store(BasePersistence):
    """States are read here once; `save` has written each of them by the time PTB asks."""

    def __init__(self):
        super().__init__(store_data=PersistenceInput(False, False, False, False))
        self.lane = asyncio.Lock()
        self.db = None

    async def open(self):
        self.db = await aiosqlite.connect(DATABASE, isolation_level=None)
        await self.db.execute("pragma journal_mode = wal")
        await self.db.execute("pragma synchronous = full")
        await self.db.executescript(SCHEMA)

    async def save(self, chat, question, answer, state):
        async with self.lane:  # one connection: transactions must not mix
            await self.db.execute("begin immediate")
            if question:
                await self.db.execute("insert or replace into answers values (?, ?, ?)", (chat, question, answer))
            await self.db.execute("insert or replace into states values (?, ?)", (chat, state))
            await self.db.commit()

    async def get_conversations(self, name):
        await self.open()
        rows = await self.db.execute_fetchall("select chat, state from states where state > 0")
        return {(chat, chat): state for chat, state in rows}

    async def get_nothing(self, *_):
        return {}

    async def ignore(self, *_):
        pass

    get_user_data = get_chat_data = get_bot_data = get_nothing
    get_callback_data = flush = update_conversation = update_user_data = update_chat_data = ignore
    update_bot_data = update_callback_data = drop_chat_data = drop_user_data = ignore
    refresh_user_data = refresh_chat_data = refresh_bot_data = ignore


STORE = Store()


def keyboard(number):
    choices = QUESTIONS[number - 1]["choices"]
    rows = [[InlineKeyboardButton(c, callback_data=f"q{number}:{c}")] for c in choices]
    return InlineKeyboardMarkup(rows) if rows else None


async def start(update: Update, context):
    context.user_data.clear()
    await STORE.save(update.effective_user.id, 0, None, 1)
    await update.message.reply_text(QUESTIONS[0]["text"], reply_markup=keyboard(1))
    return 1


def handler(number):
    async def answered(update: Update, context):
        query, chat = update.callback_query, update.effective_chat
        if query:
            await query.answer()
        answer = query.data.partition(":")[2] if query else update.message.text
        context.user_data[number] = answer
        following = number + 1 if number < len(QUESTIONS) else ConversationHandler.END
        await STORE.save(update.effective_user.id, number, answer, following)
        if number < len(QUESTIONS):
            await chat.send_message(QUESTIONS[number]["text"], reply_markup=keyboard(number + 1))
        else:
            answers = (context.user_data[n + 1] for n in range(len(QUESTIONS)))
            await chat.send_message("DONE " + "|".join(answers))
        return following

    if QUESTIONS[number - 1]["choices"]:
        return CallbackQueryHandler(answered, pattern=f"^q{number}:")
    return MessageHandler(filters.TEXT & ~filters.COMMAND, answered)


def main():
    uvloop.install()
    logging.basicConfig(level=logging.WARNING)
    builder = Application.builder().token("42:TEST").base_url(f"{API}/bot").concurrent_updates(CONCURRENT)
    app = builder.connection_pool_size(300).pool_timeout(60).persistence(STORE).build()
    states = {number: [handler(number)] for number in range(1, len(QUESTIONS) + 1)}
    entry = [CommandHandler("start", start)]
    app.add_handler(ConversationHandler(entry, states, [], name="intake", persistent=True, allow_reentry=True))
    app.run_polling(bootstrap_retries=0)


main()
