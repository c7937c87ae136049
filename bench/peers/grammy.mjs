// grammY 1.46 with its conversations plugin and its runner, on better-sqlite3: the best durable peer.
// Every answer is committed before the next question is sent.
// usage: grammy.mjs API DATABASE
import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import { conversations, createConversation } from "@grammyjs/conversations";
import { run, sequentialize } from "@grammyjs/runner";
import { Bot, InlineKeyboard } from "grammy";

const [api, file] = process.argv.slice(2);
const questions = JSON.parse(readFileSync(new URL("../intake.json", import.meta.url)));

const db = new Database(file);
db.pragma("journal_mode = wal");
db.pragma("synchronous = full");
db.exec(`
  create table if not exists states (chat text primary key, state text) without rowid;
  create table if not exists answers (chat int, question int, answer text, primary key (chat, question)) without rowid;
`);
const read = db.prepare("select state from states where chat = ?");
const write = db.prepare("insert into states values (?, ?) on conflict (chat) do update set state = excluded.state");
const forget = db.prepare("delete from states where chat = ?");
const save = db.prepare("insert or replace into answers values (?, ?, ?)");
const adapter = {
  read: (key) => { const row = read.get(key); return row && JSON.parse(row.state); },
  write: (key, state) => { write.run(key, JSON.stringify(state)); },
  delete: (key) => { forget.run(key); },
};

const keyboard = (number) => {
  const { choices } = questions[number - 1];
  return choices.length ? InlineKeyboard.from(choices.map((c) => [InlineKeyboard.text(c, `q${number}:${c}`)])) : undefined;
};

async function answer(conversation, number) {
  if (!questions[number - 1].choices.length) {
    const ctx = await conversation.waitFor("message:text");
    return [ctx, ctx.message.text];
  }
  const ctx = await conversation.waitForCallbackQuery(new RegExp(`^q${number}:`));
  await ctx.answerCallbackQuery();
  return [ctx, ctx.callbackQuery.data.split(":")[1]];
}

async function intake(conversation, ctx) {
  const answers = [];
  for (let number = 1; number <= questions.length; number++) {
    await ctx.reply(questions[number - 1].text, { reply_markup: keyboard(number) });
    let given;
    [ctx, given] = await answer(conversation, number);
    const chat = ctx.from.id;
    await conversation.external(() => { save.run(chat, number, given); });
    answers.push(given);
  }
  await ctx.reply("DONE " + answers.join("|"));
}

const bot = new Bot("42:TEST", { client: { apiRoot: api } });
bot.use(sequentialize((ctx) => ctx.chat?.id.toString()));
bot.use(conversations({ storage: { type: "key", version: 0, adapter } }));
bot.use(createConversation(intake));
bot.command("start", (ctx) => ctx.conversation.enter("intake"));
bot.catch((error) => console.error(error));
const runner = run(bot);
process.once("SIGTERM", () => runner.stop());
