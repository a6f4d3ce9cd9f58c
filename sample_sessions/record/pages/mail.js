// A small mail program: three columns, answers, filing by drag, a context menu.
const chatter = [
  "thank you for the quick answer about the greenhouse frame. We measured the plot again on Saturday and it is a little narrower than I wrote, so the small frame will do.",
  "My brother-in-law would help to put it up. He asks if the foundation bolts come with the frame or must be ordered apart, and how long they are.",
  "The old shed will be gone by the end of the month. After that the drive is free and a van can come up to the door without trouble.",
  "As to the colour: green is fine, black would be finer. If black takes more than a week longer, please keep to green.",
  "One more thing. The last parcel held two left gloves. It is no great matter, but perhaps somebody else now has two right ones.",
  "The neighbours would take a parcel too, if nobody opens. They are at home on most mornings.",
  "I hope this is all you need to send the order on its way.",
];
const mails = [
  {
    id: "order", folder: "Inbox", from: "Bram Oakhurst", subject: "Greenhouse frame, order",
    body: ["Good morning,", "please ring me on 555-0163 before you send the van.", ...chatter, "Kind regards", "Bram Oakhurst",
      "27 Tannery Row, Eastvale", "Phone 555-0163", "bram.oakhurst@example.org"],
  },
  {
    id: "invoice", folder: "Inbox", from: "Sedgeway Glass", subject: "Invoice 2291",
    body: ["Dear customer,", "please pay invoice 2291 over 84.50 within ten days.", "Account: GB33 BUKB 2020 1555 5555 55", "Sedgeway Glass, office"],
  },
  { id: "prize", folder: "Inbox", from: "Lucky Draw", subject: "You have won again", body: ["Open the box to see your prize."] },
  { id: "rota", folder: "Inbox", from: "Staff room", subject: "Rota for week 46", body: ["The rota hangs in the kitchen."] },
];
let folder = "Inbox", open = null, held = null;
const $ = (id) => document.getElementById(id);
const make = (tag, text, place) => {
  const element = document.createElement(tag);
  element.textContent = text;
  if (place) element.dataset.place = place;
  return element;
};

function draw() {
  $("folders").replaceChildren(...["Inbox", "Invoices", "Spam", "Sent"].map((name) => {
    const count = mails.filter((mail) => mail.folder === name).length;
    const row = make("div", count ? `${name} (${count})` : name, name);
    row.className = name === folder ? "on" : "";
    row.onclick = () => { folder = name; draw(); };
    row.onmouseup = () => { if (held) { held.folder = name; held = null; open = null; draw(); read(); } };
    return row;
  }), make("div", "Write", "Write"));
  $("folders").lastChild.onclick = () => write("", "");
  $("list").replaceChildren(...mails.filter((mail) => mail.folder === folder).map((mail) => {
    const row = make("div", "", mail.id);
    row.append(make("b", mail.from), mail.subject);
    row.className = mail === open ? "on" : "";
    row.onmousedown = (event) => { if (event.button === 0) held = mail; };
    row.onclick = () => { open = mail; held = null; draw(); read(); };
    row.oncontextmenu = (event) => { event.preventDefault(); menu(mail, event); };
    return row;
  }));
}

function read() {
  if (!open) return $("reader").replaceChildren();
  const answer = make("button", "Reply", "Reply");
  answer.onclick = () => write(open.from, "Re: " + open.subject);
  $("reader").replaceChildren(make("h1", open.subject), ...open.body.map((text) => make("p", text)), answer);
  $("reader").scrollTop = 0;
}

function write(to, subject) {
  const head = make("h1", subject || "New message"), whom = document.createElement("input");
  whom.id = "to"; whom.value = to; whom.dataset.place = "To";
  const text = make("div", "", "Text");
  text.id = "answer"; text.contentEditable = "plaintext-only"; text.spellcheck = false;
  const send = make("button", "Send", "Send"), word = make("span", "");
  word.id = "word";
  send.onclick = () => {
    const known = !whom.value.includes("@") || /@example\.(com|org|net)$/.test(whom.value);
    word.textContent = known ? "Sent." : "Not sent: there is no such domain.";
    if (known) mails.push({ id: "sent", folder: "Sent", from: "me", subject: head.textContent, body: [text.textContent] });
    draw();
  };
  const lines = [make("div", ""), make("div", "")];
  lines[0].append(whom); lines[1].append(send, word);
  $("reader").replaceChildren(head, lines[0], text, lines[1]);
}

function menu(mail, event) {
  const box = make("div", "");
  box.className = "menu";
  box.style.left = event.clientX + "px"; box.style.top = event.clientY + "px";
  for (const name of ["Mark as unread", "Report spam"]) {
    const row = make("div", name, name);
    row.onclick = () => { if (name === "Report spam") mail.folder = "Spam"; box.remove(); draw(); };
    box.append(row);
  }
  document.body.append(box);
}

draw();
