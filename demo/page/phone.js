// One phone: a person's chat with the bot, and what this person can do.

import { Bubble, make } from "./bubble.js";
import { LANGUAGES, day, dress, phoneWord, word } from "./words.js";

const KINDS = ["sticker", "voice", "photo", "location", "forwarded"];

export async function ask(method, path, body) {
  const response = await fetch(path, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export class Phone {
  constructor(person, page) {
    this.person = person;
    this.page = page;
    this.bubbles = new Map();
    this.spinning = new Map();
    this.tapped = new Set();
    this.node = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.node.dataset.role = person.role;
    for (const name of ["log", "toast", "newer", "welcome", "keys", "commands", "composer", "gone", "spoken", "more", "slash"]) {
      this[name] = this.node.querySelector(`.${name}`);
    }
    this.input = this.node.querySelector("textarea");
    this.typing = make("p", "typing");
    this.typing.append(make("i"), make("i"), make("i"));
    this.wire();
  }

  get path() {
    return `/sim/phones/${this.person.id}`;
  }

  get language() {
    return this.person.language_code;
  }

  // --- what the person does ---------------------------------------------------------------------

  wire() {
    const picker = this.node.querySelector("select");
    picker.append(...Object.entries(LANGUAGES).map(([code, name]) => new Option(name, code)));
    picker.addEventListener("change", () => ask("PATCH", this.path, { language_code: picker.value }));
    this.composer.addEventListener("submit", (event) => this.send(event));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.send(event);
    });
    this.node.querySelector(".start").addEventListener("click", () => this.start());
    this.gone.querySelector("button").addEventListener("click", () => this.does("unblocks"));
    this.newer.addEventListener("click", () => this.toEnd());
    this.log.addEventListener("scroll", () => { if (this.atEnd()) this.newer.hidden = true; });
    this.unfold(this.more, this.more.nextElementSibling);
    this.unfold(this.slash, this.commands);
  }

  unfold(button, list) {
    const show = (open) => {
      list.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
    };
    button.addEventListener("click", () => {
      show(list.hidden);
      if (!list.hidden) list.querySelector("button")?.focus();
    });
    list.addEventListener("click", () => { show(false); button.focus(); });
    document.addEventListener("click", (event) => {
      if (!list.contains(event.target) && !button.contains(event.target)) show(false);
    });
    list.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { show(false); button.focus(); }
      const all = [...list.querySelectorAll("button")];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) { event.preventDefault(); all[(all.indexOf(event.target) + step + all.length) % all.length].focus(); }
    });
  }

  async does(act, wish = {}) {
    try {
      return await ask("POST", `${this.path}/${act}`, wish);
    } catch (error) {
      this.pop(error.message);
      return {};
    }
  }

  send(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.does("says", { text });
    this.toEnd();
  }

  async start() {
    await this.does("starts", { token: this.person.link });
    this.started = true;
    this.foot();
    this.input.focus();
  }

  async tap(bubble, button, one) {
    button.setAttribute("aria-busy", "true");
    this.tapped.add(one.callback_data);
    const done = await this.does("taps", { message_id: bubble.message.message_id, data: one.callback_data });
    if (!done.id || this.early?.has(done.id)) button.removeAttribute("aria-busy");
    else this.spinning.set(done.id, button);
  }

  another() {
    const { role, link, language_code: code, phone } = this.person;
    const name = this.page.nextName(role);
    return ask("POST", "/sim/phones", { role, link, language_code: code, phone, first_name: name });
  }

  // --- what the phone shows ---------------------------------------------------------------------

  async load() {
    const screen = await ask("GET", this.path);
    this.bubbles.clear();
    this.log.replaceChildren();
    this.day = "";
    for (const message of screen.messages) this.put(message, true);
    this.read(screen.read_to);
    this.about(screen);
    this.keyboard(screen.keyboard);
    this.toEnd();
    return screen.now_seq;
  }

  about(screen) {
    this.person = screen.person;
    this.started = screen.started;
    this.description = screen.description;
    this.menu = screen.commands;
    this.words();
  }

  words() {
    dress(this.node);
    const { person } = this;
    const rtl = ["ar", "fa", "he", "ps", "ur"].includes(this.language) ? "rtl" : "ltr";
    this.node.querySelector(".screen").dir = rtl;
    this.node.querySelector(".screen").lang = this.language;
    this.node.setAttribute("aria-label", `${word(person.role)}: ${person.first_name}`);
    this.node.querySelector(".role").textContent = word(person.role);
    this.node.querySelector(".name bdi").textContent = person.first_name;
    this.node.querySelector(".face").textContent = person.first_name.slice(0, 1);
    this.node.querySelector("select").value = this.language;
    this.input.placeholder = phoneWord(this.language, "write");
    this.node.querySelector(".start").textContent = phoneWord(this.language, "start");
    this.welcome.querySelector("p").textContent = this.description || "";
    for (const bubble of this.bubbles.values()) bubble.words();
    this.list();
    this.slashes();
    this.foot();
  }

  foot() {
    const { blocked, deleted } = this.person;
    const away = blocked || deleted;
    this.welcome.hidden = this.started || away;
    this.composer.hidden = !this.started || away;
    this.keys.hidden = away || !this.keys.childNodes.length;
    this.gone.hidden = !away;
    this.gone.querySelector("p").textContent = word(deleted ? "left" : "blocked");
    this.gone.querySelector("button").textContent = word("unblock");
    this.gone.querySelector("button").hidden = deleted;
  }

  list() {
    const { blocked } = this.person;
    const acts = [
      ...(blocked ? [] : KINDS.map((kind) => [kind, () => this.does("sends", { kind })])),
      ...(blocked ? [] : [["contact", () => this.does("shares")]]),
      blocked ? ["unblock", () => this.does("unblocks")] : ["block", () => this.does("blocks")],
      ["another", () => this.another()],
    ];
    this.more.nextElementSibling.replaceChildren(...acts.map(([name, act]) => item(word(name), act)));
  }

  slashes() {
    this.slash.hidden = !this.menu?.length;
    const items = (this.menu || []).map((one) => {
      const node = item("", () => this.does("says", { text: `/${one.command}` }));
      const told = make("span", "", one.description);
      told.dir = "auto";
      const name = make("b", "", `/${one.command}`);
      name.dir = "ltr";
      node.firstChild.append(name, told);
      return node;
    });
    this.commands.replaceChildren(...items);
  }

  keyboard(markup) {
    const rows = markup?.keyboard ?? [];
    this.keys.replaceChildren(...rows.map((row) => {
      const line = make("div", "row");
      for (const key of row) {
        const node = make("button", key.request_contact ? "key thing contact" : "key", key.text);
        node.type = "button";
        node.dir = "auto";
        node.addEventListener("click", () => this.does("presses", { label: key.text }));
        line.append(node);
      }
      return line;
    }));
    this.keys.hidden = !rows.length;
    if (markup?.input_field_placeholder) this.input.placeholder = markup.input_field_placeholder;
  }

  put(message, quiet = false) {
    const stay = !this.atEnd();
    const known = this.bubbles.get(message.message_id);
    if (known) known.update(message);
    else this.add(message);
    if (message.from.is_bot) this.typing.remove();
    if (quiet) return;
    if (message.from.is_bot) this.spoken.textContent = message.text ?? message.caption ?? "";
    if (!stay || !message.from.is_bot) this.toEnd();
    else if (!known) this.newer.hidden = false;
  }

  add(message) {
    const date = day(message.date);
    if (date !== this.day) this.log.append(make("p", "day", date));
    this.day = date;
    const bubble = new Bubble(message, this.language, (...tapped) => this.tap(...tapped));
    if (!message.from.is_bot) bubble.mark("sent");
    this.bubbles.set(message.message_id, bubble);
    this.log.append(bubble.node);
    this.started = true;
  }

  read(upTo) {
    for (const [number, bubble] of this.bubbles) if (number <= upTo && !bubble.message.from.is_bot) bubble.mark("read");
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.newer.hidden = true;
  }

  pop(text) {
    this.toast.textContent = text;
    this.toast.hidden = !text;
    clearTimeout(this.popping);
    this.popping = setTimeout(() => { this.toast.hidden = true; }, 4000);
  }

  // --- what has happened ------------------------------------------------------------------------

  async hear(event) {
    switch (event.kind) {
      case "message":
        this.put(event.message);
        this.keyboard(event.keyboard);
        this.foot();
        break;
      case "deleted":
        this.bubbles.get(event.message_id)?.node.remove();
        this.bubbles.delete(event.message_id);
        break;
      case "read":
        this.read(event.read_to);
        break;
      case "typing":
        this.types();
        break;
      case "answer":
        this.answered(event.answer);
        break;
      default:
        if (event.kind !== "tapped") this.about(await ask("GET", `${this.path}?since=${2 ** 50}`));
    }
  }

  types() {
    const stay = this.atEnd();
    this.log.append(this.typing);
    if (stay) this.toEnd();
    clearTimeout(this.until);
    this.until = setTimeout(() => this.typing.remove(), 5000);
  }

  answered(answer) {
    this.early = (this.early || new Set()).add(answer.id);
    this.spinning.get(answer.id)?.removeAttribute("aria-busy");
    this.spinning.delete(answer.id);
    if (!answer.text) return;
    if (answer.show_alert) this.page.alert(word("alertTitle"), answer.text);
    else this.pop(answer.text);
  }
}

function item(text, act) {
  const line = make("li");
  const button = make("button", "", text);
  button.type = "button";
  button.addEventListener("click", act);
  line.append(button);
  return line;
}
