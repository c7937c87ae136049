// The page: three phones, the clock, the plug, the figures, and a guide that ticks itself off.

import { Phone, ask } from "./phone.js";
import { now, pageLanguage, speak, word } from "./words.js";

const ROLES = ["newcomer", "volunteer", "coordinator"];
const NAMES = {
  newcomer: ["Samira", "Dawit", "Olena", "Idris"],
  volunteer: ["Greet", "Lander", "Fien", "Bavo"],
  coordinator: ["Hilde", "Wout", "Katrien", "Stijn"],
};
const byId = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.phones = new Map();
    this.ahead = 0;
    this.seenFigures = false;
    this.used = 0;
  }

  async open() {
    speak(pageLanguage());
    const state = await ask("GET", "/sim/state");
    this.telling(state.house, state.now);
    const after = await this.furnish();
    this.wire();
    setInterval(() => this.tick(), 1000);
    this.listen(after);
    this.guide();
    document.documentElement.dataset.ready = "yes";
  }

  nextName(role) {
    this.used += 1;
    return NAMES[role][(this.used - 1) % NAMES[role].length];
  }

  // --- phones -----------------------------------------------------------------------------------

  async furnish() {
    const people = await ask("GET", "/sim/phones");
    let after = Infinity;
    for (const role of ROLES) {
      const person = people.filter((one) => one.role === role).at(-1);
      if (!person || this.phones.get(role)?.person.id === person.id) continue;
      const phone = new Phone(person, this);
      const old = this.phones.get(role);
      this.phones.set(role, phone);
      if (old) old.node.replaceWith(phone.node);
      else byId("phones").append(phone.node);
      after = Math.min(after, await phone.load());
    }
    this.switcher();
    return Number.isFinite(after) ? after : 0;
  }

  switcher() {
    const nav = document.querySelector(".switcher");
    const shown = document.body.dataset.phone || ROLES.find((role) => this.phones.has(role)) || "";
    document.body.dataset.phone = shown;
    nav.replaceChildren(...[...this.phones].map(([role, phone]) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: word(role) });
      button.setAttribute("aria-pressed", String(role === shown));
      button.dataset.role = role;
      button.addEventListener("click", () => {
        document.body.dataset.phone = role;
        this.switcher();
        nav.querySelector(`[data-role=${role}]`).focus();
        phone.toEnd();
      });
      return button;
    }));
  }

  listen(after) {
    const source = new EventSource(`/sim/events?after=${after}`);
    source.onmessage = ({ data }) => this.hear(JSON.parse(data));
    source.onerror = () => this.plug("ended");
    source.onopen = () => this.house && this.plug(this.house.plug);
  }

  async hear(event) {
    if (event.kind === "phones") await this.furnish();
    else if (event.kind === "house") this.telling(event.house, event.now);
    else if (event.kind === "about") for (const phone of this.phones.values()) phone.hear(event);
    else for (const phone of this.phones.values()) if (phone.person.id === event.phone) phone.hear(event);
    this.guide();
  }

  // --- the top ----------------------------------------------------------------------------------

  wire() {
    for (const button of document.querySelectorAll("[data-days]")) {
      button.addEventListener("click", () => ask("POST", "/sim/clock", { days: Number(button.dataset.days) }).catch(() => {}));
    }
    for (const button of document.querySelectorAll("[data-page-language]")) {
      button.addEventListener("click", () => this.speaks(button.dataset.pageLanguage));
    }
    byId("plug").addEventListener("click", () => ask("POST", "/sim/plug", {}).catch(() => {}));
    byId("figures").addEventListener("click", () => this.figures());
    this.speaks(pageLanguage());
  }

  speaks(code) {
    speak(code);
    for (const button of document.querySelectorAll("[data-page-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.pageLanguage === code));
    }
    for (const phone of this.phones.values()) phone.words();
    this.switcher();
    this.tick();
    this.plug(this.state);
    this.guide();
  }

  telling(house, seconds) {
    this.house = house;
    this.offset = seconds - Date.now() / 1000;
    this.ahead = house?.ahead ?? 0;
    for (const button of document.querySelectorAll("[data-days], #plug, #figures")) button.disabled = !house;
    this.tick();
    this.plug(house ? house.plug : "alone");
  }

  tick() {
    const seconds = Date.now() / 1000 + this.offset;
    byId("clock").textContent = now(seconds);
    byId("clock").dateTime = new Date(seconds * 1000).toISOString();
  }

  plug(state) {
    this.state = state;
    byId("plug-state").dataset.state = state;
    byId("plug-state").textContent = word(state);
  }

  async figures() {
    this.show(word("figuresTitle"), { pre: word("working") });
    const answer = await ask("GET", "/sim/figures").catch((error) => ({ text: error.message }));
    byId("dialog-pre").textContent = answer.text;
    this.seenFigures = true;
    this.guide();
  }

  alert(title, text) {
    this.show(title, { text });
  }

  show(title, { pre = "", text = "" }) {
    byId("dialog-title").textContent = title;
    byId("dialog-pre").textContent = pre;
    byId("dialog-pre").hidden = !pre;
    byId("dialog-text").textContent = text;
    byId("dialog-text").hidden = !text;
    if (!byId("dialog").open) byId("dialog").showModal();
  }

  // --- the guide --------------------------------------------------------------------------------

  /** Has this phone tapped a button that means this? Buttons carry the question and the choice. */
  tapped(role, meaning) {
    return [...(this.phones.get(role)?.tapped ?? [])].some((data) => meaning.test(data));
  }

  guide() {
    const told = this.tapped("newcomer", /:mood:/) || this.tapped("volunteer", /:mood:/);
    const done = [this.tapped("newcomer", /:send:send$/), this.tapped("volunteer", /:send:send$/),
      this.tapped("coordinator", /^r:pair:/), Boolean(told && this.seenFigures)];
    document.querySelectorAll(".guide li").forEach((step, index) => {
      step.classList.toggle("done", done[index]);
      step.setAttribute("aria-label", `${word(`step${index + 1}`)}${done[index] ? `, ${word("done")}` : ""}`);
    });
  }
}

new Page().open();
