// The page's own words, in English and Dutch; the few words on a phone itself follow the phone's language.

export const LANGUAGES = { nl: "Nederlands", en: "English", fr: "Français", ar: "العربية", uk: "Українська" };

const PAGE = {
  en: {
    skip: "To the phones",
    tagline: "A bot that pairs newcomers in Flanders with volunteers. Everything here runs on this computer.",
    clock: "The bot's clock", day: "A day later", weeks: "Three weeks later",
    bot: "The bot", pull: "Pull the plug", figures: "Figures", pageLanguage: "Language of this page",
    on: "bot is on", off: "bot is off", starting: "bot is coming back", alone: "no bot here", ended: "the demo has ended",
    guide: "What to try",
    step1: "Be a newcomer: press Start and answer", step2: "Be a volunteer: do the same in Dutch",
    step3: "Be the coordinator: accept both, find a buddy; then say yes on both phones",
    step4: "Three weeks later: answer the check-in, then look at the figures",
    done: "done", phones: "Phones", close: "Close", working: "One moment …",
    newcomer: "Newcomer", volunteer: "Volunteer", coordinator: "Coordinator",
    phoneLanguage: "Language of this phone", more: "More with this phone", chat: "Chat with the bot",
    keys: "Answers", commands: "Commands", message: "Message", send: "Send", newer: "New messages ↓",
    sticker: "Send a sticker", voice: "Send a voice message", photo: "Send a photo", location: "Send a location",
    contact: "Share my contact", forwarded: "Forward a message", block: "Block the bot", unblock: "Unblock the bot",
    another: "Be somebody else (new phone)", blocked: "You have blocked the bot.", left: "This account is gone.",
    figuresTitle: "Figures, as the command line shows them", alertTitle: "The bot says", sent: "sent", read: "read",
    me: "You", them: "Bot",
  },
  nl: {
    skip: "Naar de telefoons",
    tagline: "Een bot die nieuwkomers in Vlaanderen aan vrijwilligers koppelt. Alles hier draait op deze computer.",
    clock: "De klok van de bot", day: "Een dag later", weeks: "Drie weken later",
    bot: "De bot", pull: "Trek de stekker uit", figures: "Cijfers", pageLanguage: "Taal van deze pagina",
    on: "bot staat aan", off: "bot staat uit", starting: "bot komt terug", alone: "geen bot hier", ended: "de demo is gestopt",
    guide: "Wat je kunt proberen",
    step1: "Wees een nieuwkomer: druk op Start en antwoord", step2: "Wees een vrijwilliger: doe hetzelfde in het Nederlands",
    step3: "Wees de coördinator: aanvaard beiden, zoek een buddy; zeg dan ja op beide telefoons",
    step4: "Drie weken later: beantwoord de vraag hoe het gaat, en bekijk de cijfers",
    done: "gedaan", phones: "Telefoons", close: "Sluiten", working: "Een ogenblik …",
    newcomer: "Nieuwkomer", volunteer: "Vrijwilliger", coordinator: "Coördinator",
    phoneLanguage: "Taal van deze telefoon", more: "Meer met deze telefoon", chat: "Gesprek met de bot",
    keys: "Antwoorden", commands: "Opdrachten", message: "Bericht", send: "Verstuur", newer: "Nieuwe berichten ↓",
    sticker: "Stuur een sticker", voice: "Stuur een spraakbericht", photo: "Stuur een foto", location: "Stuur een locatie",
    contact: "Deel mijn contact", forwarded: "Stuur een bericht door", block: "Blokkeer de bot", unblock: "Deblokkeer de bot",
    another: "Wees iemand anders (nieuwe telefoon)", blocked: "Je hebt de bot geblokkeerd.", left: "Dit account bestaat niet meer.",
    figuresTitle: "Cijfers, zoals de opdrachtregel ze toont", alertTitle: "De bot zegt", sent: "verstuurd", read: "gelezen",
    me: "Jij", them: "Bot",
  },
};

const PHONE = {
  nl: { start: "Start", write: "Bericht", contact: "Contact", voice: "Spraakbericht", photo: "Foto", location: "Locatie" },
  en: { start: "Start", write: "Message", contact: "Contact", voice: "Voice message", photo: "Photo", location: "Location" },
  fr: { start: "Démarrer", write: "Message", contact: "Contact", voice: "Message vocal", photo: "Photo", location: "Lieu" },
  ar: { start: "ابدأ", write: "رسالة", contact: "جهة اتصال", voice: "رسالة صوتية", photo: "صورة", location: "موقع" },
  uk: { start: "Почати", write: "Повідомлення", contact: "Контакт", voice: "Голосове повідомлення", photo: "Фото", location: "Місце" },
};

let language = remembered() || (navigator.language.startsWith("nl") ? "nl" : "en");

function remembered() {
  try { return localStorage.getItem("page-language"); } catch { return null; }
}

export const pageLanguage = () => language;
export const word = (name) => PAGE[language][name] ?? name;
export const phoneWord = (code, name) => (PHONE[code] || PHONE.en)[name];

export function speak(code) {
  language = code in PAGE ? code : "en";
  try { localStorage.setItem("page-language", language); } catch { /* private windows may refuse */ }
  document.documentElement.lang = language;
  dress(document);
}

export function dress(root) {
  for (const node of root.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of root.querySelectorAll("[data-label]")) node.setAttribute("aria-label", word(node.dataset.label));
}

const moment = (options) => new Intl.DateTimeFormat(language === "nl" ? "nl-BE" : "en-GB", { timeZone: "Europe/Brussels", ...options });
export const hour = (seconds) => moment({ hour: "2-digit", minute: "2-digit" }).format(seconds * 1000);
export const day = (seconds) => moment({ weekday: "long", day: "numeric", month: "long" }).format(seconds * 1000);
export const now = (seconds) => moment({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(seconds * 1000);
