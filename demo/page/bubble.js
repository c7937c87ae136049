// One message as a bubble. An edit changes the same nodes: nothing is taken away that stays.

import { hour, phoneWord, word } from "./words.js";

const STYLES = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", spoiler: "span" };

export function make(tag, className = "", text = null) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== null) node.textContent = text;
  return node;
}

/** A text with its entities, as nodes; offsets are UTF-16, as JavaScript counts. */
export function rich(text, entities = []) {
  const outer = document.createDocumentFragment();
  fill(outer, text, 0, text.length, [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length));
  return outer;
}

function fill(parent, text, from, to, entities) {
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const one = entities[index];
    if (one.offset < at || one.offset + one.length > to) continue;
    parent.append(text.slice(at, one.offset));
    const end = one.offset + one.length;
    const node = styled(one, text.slice(one.offset, end));
    fill(node, text, one.offset, end, entities.slice(index + 1).filter((other) => other.offset + other.length <= end));
    parent.append(node);
    at = end;
  }
  parent.append(text.slice(at, to));
}

function styled(entity, text) {
  const url = entity.type === "text_link" ? entity.url : entity.type === "url" ? text : "";
  if (!/^https?:/.test(url)) return document.createElement(STYLES[entity.type] || "span");
  const link = document.createElement("a");
  Object.assign(link, { href: url, target: "_blank", rel: "noopener noreferrer" });
  return link;
}

function attachment(message, language) {
  if (message.sticker) return drawing("icons/sticker.svg", message.sticker.emoji || "👋", "sticker");
  if (message.voice) return thing("voice", `${phoneWord(language, "voice")} 0:0${message.voice.duration}`);
  if (message.location) return thing("location", phoneWord(language, "location"));
  if (message.contact) return thing("contact", `${message.contact.first_name} · +${message.contact.phone_number}`);
  if (message.photo && message.from.is_bot) return drawing(`/sim/files/${message.photo[0].file_id}`, message.caption || "");
  if (message.photo) return thing("photo", phoneWord(language, "photo"));
  if (message.document) return paper(message);
  return "text" in message ? null : thing("unknown", "…");
}

function thing(kind, text, tag = "span") {
  return make(tag, `thing ${kind}`, text);
}

function drawing(source, alt, className = "") {
  return Object.assign(make("img", className), { src: source, alt });
}

function paper({ document: file, from }) {
  if (!from.is_bot) return thing("document", file.file_name);
  return Object.assign(thing("document file", file.file_name, "a"), { href: `/sim/files/${file.file_id}`, download: file.file_name });
}

export class Bubble {
  constructor(message, language, tap) {
    this.language = language;
    this.tap = tap;
    this.node = make("article", `message ${message.from.is_bot ? "theirs" : "mine"}`);
    this.node.dataset.id = message.message_id;
    this.bubble = make("div", "bubble");
    this.from = make("span", "hidden");
    this.thing = make("div", "attached");
    this.text = make("div", "text");
    this.text.dir = "auto";
    this.when = make("span", "when");
    this.time = make("time");
    this.ticks = make("span", "ticks");
    this.when.append(this.time, this.ticks);
    this.keyboard = make("div", "keyboard");
    this.keyboard.addEventListener("keydown", (event) => this.walk(event));
    this.bubble.append(this.from, this.thing, this.text, this.when);
    this.node.append(this.bubble, this.keyboard);
    this.update(message);
  }

  update(message) {
    this.message = message;
    const text = message.text ?? message.caption ?? "";
    const shape = JSON.stringify([text, message.entities ?? message.caption_entities]);
    if (shape !== this.shape) this.text.replaceChildren(rich(text, message.entities ?? message.caption_entities ?? []));
    this.shape = shape;
    if (!this.thing.childNodes.length) {
      const attached = attachment(message, this.language);
      if (attached) this.thing.append(attached);
    }
    if (message.forward_origin) this.bubble.classList.add("forwarded");
    this.buttons(message.reply_markup?.inline_keyboard ?? []);
    this.words();
  }

  words() {
    this.from.textContent = `${word(this.message.from.is_bot ? "them" : "me")}: `;
    this.time.textContent = hour(this.message.date);
    this.time.dateTime = new Date(this.message.date * 1000).toISOString();
    if (this.ticks.dataset.state) this.mark(this.ticks.dataset.state);
  }

  mark(state) {
    this.ticks.dataset.state = state;
    this.ticks.textContent = state === "read" ? "✓✓" : "✓";
    this.ticks.setAttribute("role", "img");
    this.ticks.setAttribute("aria-label", word(state));
  }

  buttons(rows) {
    const shape = JSON.stringify(rows);
    if (shape === this.rows) return;
    this.rows = shape;
    const held = this.all().indexOf(document.activeElement);
    this.keyboard.replaceChildren(...rows.map((row) => this.row(row)));
    const all = this.all();
    if (held >= 0 && all.length) all[Math.min(held, all.length - 1)].focus({ preventScroll: true });
    else if (held >= 0) this.node.closest(".phone").querySelector("textarea").focus({ preventScroll: true });
  }

  row(row) {
    const line = make("div", "row");
    for (const one of row) line.append(this.button(one));
    return line;
  }

  button(one) {
    const node = make(one.url ? "a" : "button", `key ${one.style ?? ""}`, one.text);
    node.dir = "auto";
    if (one.url) Object.assign(node, { href: one.url, target: "_blank", rel: "noopener noreferrer" });
    else node.type = "button";
    if (one.callback_data !== undefined) {
      node.dataset.data = one.callback_data;
      node.addEventListener("click", () => this.tap(this, node, one));
    }
    if (one.copy_text) node.addEventListener("click", () => navigator.clipboard?.writeText(one.copy_text.text));
    return node;
  }

  all() {
    return [...this.keyboard.querySelectorAll(".key")];
  }

  walk(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };
    if (!(event.key in steps)) return;
    const rtl = getComputedStyle(this.keyboard).direction === "rtl" && event.key.match(/Left|Right/) ? -1 : 1;
    const all = this.all();
    const next = all.indexOf(event.target) + steps[event.key] * rtl;
    event.preventDefault();
    all[(next + all.length) % all.length].focus();
  }
}
