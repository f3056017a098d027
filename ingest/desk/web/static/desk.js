// The desk's one script: keys, the reading pane, decisions without a reload, news. Everything it does, the forms do without it.
"use strict";
(() => {
  const $ = (what, where = document) => where.querySelector(what);
  const $$ = (what, where = document) => [...where.querySelectorAll(what)];
  const body = document.body;
  document.documentElement.classList.add("js");
  if (!body.dataset.keys) return;
  const keys = JSON.parse(body.dataset.keys);
  const keysOn = body.dataset.keysOn === "yes";
  const page = body.dataset.page;
  const list = $(".list");
  const pane = $("#pane");
  const wide = matchMedia("(min-width: 1000px)");
  let waiting = null; // the pane that was asked for last

  // --- what is here ---------------------------------------------------------------------------------------------
  const rows = () => $$(".row");
  const here = () => $(".row.here");
  const ticked = () => $$('.row input[name="item"]:checked');
  const inHand = () => {
    const place = page === "item" ? $("main") : here();
    return place ? [`${place.dataset.item}:${place.dataset.seen}`] : [];
  };
  const subject = () => {
    // What a decision is about: what is selected, else the item in hand.
    const chosen = ticked();
    return chosen.length ? chosen.map((one) => one.value) : inHand();
  };
  const one = () => (inHand()[0] || "").split(":")[0];
  const token = () => $('#undo-form input[name="token"]').value;

  // --- telling --------------------------------------------------------------------------------------------------
  function toast(says, tone, undo) {
    const box = document.createElement("div");
    box.className = `toast ${tone}`;
    const words = document.createElement("p");
    words.textContent = says;
    box.append(words);
    if (undo) {
      const button = document.createElement("button");
      button.type = "button";
      button.append("Undo ");
      const key = document.createElement("kbd");
      key.textContent = keys.undo;
      button.append(key);
      button.addEventListener("click", () => deed("undo"));
      box.append(button);
    }
    $("#toasts").replaceChildren(box);
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => box.remove(), tone === "bad" ? 20000 : 8000);
  }

  // --- sending --------------------------------------------------------------------------------------------------
  async function send(address, fields, dialog) {
    const data = new URLSearchParams(fields);
    data.set("token", token());
    let answer, reply;
    try {
      reply = await fetch(address, { method: "POST", body: data, headers: { "X-Desk": "1" }, credentials: "same-origin" });
      if (!(reply.headers.get("content-type") || "").startsWith("application/json")) throw new Error();
      answer = await reply.json();
    } catch {
      const lost = "The desk does not answer. Nothing was decided; try again when it does.";
      if (dialog) $(".wrong", dialog).textContent = lost;
      else toast(lost, "bad");
      return null;
    }
    if (dialog && reply.status === 400) { // what was typed stays, and what is wrong with it stands beside it
      $(".wrong", dialog).textContent = answer.says;
      return null;
    }
    if (dialog) dialog.close();
    toast(answer.says, answer.tone, answer.undo);
    if (answer.conflict) {
      $("#conflict .fields").innerHTML = answer.conflict; // rendered and escaped by the desk itself
      $("#conflict").showModal();
    }
    for (const [item, html] of Object.entries(answer.rows || {})) place(item, html);
    return answer;
  }

  function place(item, html) {
    const old = $(`#item-${item}`);
    if (!old) return;
    const box = document.createElement("template");
    box.innerHTML = html.trim(); // rendered and escaped by the desk itself
    const fresh = box.content.firstElementChild;
    if (old.classList.contains("here")) fresh.classList.add("here");
    const held = old.contains(document.activeElement);
    old.replaceWith(fresh);
    if (held) $("h2 a", fresh).focus({ preventScroll: true });
    count();
  }

  async function renew(item) {
    // A row whose words a colleague changed: what is ticked or in hand stays so.
    const old = $(`#item-${item}`);
    if (!old) return;
    try {
      const reply = await fetch(`/item/${item}?part=row`, { headers: { "X-Desk": "1" }, credentials: "same-origin" });
      if (!reply.ok) return;
      const chosen = $("input", old).checked;
      place(item, await reply.text());
      const fresh = $(`#item-${item}`);
      if (chosen) $("input", fresh).checked = true;
      if (fresh.classList.contains("here") && !$("dialog[open]")) show(fresh);
      count();
    } catch { /* the next load shows it */ }
  }

  async function decide(fields, dialog) {
    const items = fields.filter(([name]) => name === "item");
    const answer = await send(address(fields), fields, dialog);
    if (!answer) return;
    const wanting = items.map(([, item]) => item).filter((item) => answer.wanting.includes(Number(item.split(":")[0])));
    if (wanting.length) return ask("release", wanting); // it goes with a reason, and not without
    if (page === "item") return again(answer);
    const decided = items.length === 1 && here() && here().dataset.item === items[0][1].split(":")[0];
    for (const box of ticked()) box.checked = false;
    count();
    const moves = ["approve", "hold", "reject", "kill"].includes((fields.find(([name]) => name === "decision") || [])[1]);
    if (decided && moves && answer.tone === "good") step(1) || show(here());
    else show(here());
  }
  function again(answer) {
    // The item's own page is loaded anew; what was said is said again there.
    if (answer.conflict) return;
    sessionStorage.setItem("said", JSON.stringify([answer.says, answer.tone, answer.undo]));
    location.reload();
  }
  const address = (fields) => (fields.find(([name]) => name === "@") || [])[1] || "/decide";

  // --- the pane -------------------------------------------------------------------------------------------------
  async function show(row) {
    if (!pane || !wide.matches || !row) return;
    pane.hidden = false;
    const item = row.dataset.item;
    if (waiting) waiting.abort();
    const mine = (waiting = new AbortController());
    const late = setTimeout(() => { if (waiting === mine) pane.innerHTML = '<p class="loading">Fetching the copy …</p>'; }, 250);
    try {
      const reply = await fetch(`/item/${item}?part=pane`, { headers: { "X-Desk": "1" }, signal: mine.signal, credentials: "same-origin" });
      const html = await reply.text();
      if (waiting !== mine) return;
      if (!reply.ok) throw new Error();
      pane.innerHTML = html; // rendered and escaped by the desk itself
      pane.scrollTop = 0;
      const reading = $(".reading", pane);
      if (reading) row.dataset.seen = reading.dataset.seen;
      const box = $("input", row);
      if (box && reading) box.value = `${item}:${reading.dataset.seen}`;
    } catch {
      if (waiting === mine) pane.innerHTML = '<p class="loading">This item can’t be shown just now.</p>';
    } finally {
      clearTimeout(late);
    }
  }

  function go(row, quiet) {
    if (!row) return false;
    for (const other of $$(".row.here")) other.classList.remove("here");
    row.classList.add("here");
    if (!quiet) {
      row.scrollIntoView({ block: "nearest" });
      $("h2 a", row).focus({ preventScroll: true }); // so that whoever listens to the page hears where they are
    }
    show(row);
    return true;
  }
  // The list as it stood when it was left: where its reader comes back to, and what is next on an item's own page.
  const left = () => JSON.parse(sessionStorage.getItem("rows") || "[]");
  function cameFrom() {
    const ids = left();
    const at = ids.indexOf(sessionStorage.getItem("row"));
    const near = at < 0 ? [] : [...ids.slice(at), ...ids.slice(0, at).reverse()];
    return near.map((id) => $(`#item-${CSS.escape(id)}`)).find(Boolean);
  }
  function step(by) {
    if (page === "item") {
      const ids = left();
      const next = ids.includes(one()) && ids[ids.indexOf(one()) + by];
      if (next) location.href = location.pathname.replace(/^\/item\/\d+/, `/item/${next}`);
      return false;
    }
    const all = rows();
    const at = all.indexOf(here());
    return go(all[at < 0 ? 0 : at + by]);
  }
  function count() {
    const chosen = ticked().length;
    const form = $("#bulk");
    if (!form) return;
    form.classList.toggle("selecting", chosen > 0);
    $("#n-selected").textContent = `${chosen} selected:`;
  }

  // --- deeds ----------------------------------------------------------------------------------------------------
  function ask(what, items, said) {
    const dialog = $(`#ask-${what}`);
    if (!dialog || !items.length) return toast("Nothing is selected.", "bad");
    const form = $("form", dialog);
    form.reset();
    $(".wrong", form).textContent = "";
    for (const old of $$('input[name="item"]', form)) old.remove();
    for (const item of items) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "item";
      field.value = item;
      form.append(field);
    }
    $(".which", dialog).textContent = items.length === 1 ? `item ${items[0].split(":")[0]}` : `${items.length} items`;
    if (said) $(".fields", dialog).replaceChildren(...said);
    dialog.showModal();
    const first = $('input:not([type="hidden"])', form);
    if (first) first.focus();
  }
  const fieldsOf = (form) => [...new FormData(form)].filter(([name]) => name !== "token" && name !== "back");

  async function deed(name) {
    const items = subject();
    switch (name) {
      case "next": return step(1);
      case "previous": return step(-1);
      case "open": if (page === "list" && one()) location.href = `/item/${one()}`; return;
      case "up": if (page !== "list") location.href = sessionStorage.getItem("list") || "/"; return;
      case "select": { const row = here(); if (row) { const box = $("input", row); box.checked = !box.checked; count(); } return; }
      case "approve": case "release": return items.length ? decide([["decision", name], ...items.map((item) => ["item", item])]) : toast("Nothing is selected.", "bad");
      case "hold": case "reject": case "kill": return ask(name, items);
      case "note": return ask(name, inHand());
      case "amend": {
        const item = one();
        const shown = () => $(`.reading[data-item="${item}"] .amend-fields`);
        if (page === "list" && item && !shown()) await show(here()); // the pane may still show the item before
        if (item && item === one() && shown()) return ask("amend", inHand(), [...shown().cloneNode(true).children]);
        if (item) location.href = `/item/${item}`;
        return;
      }
      case "claim": return decide([["@", "/claim"], ["item", one()], ...(here() && here().textContent.includes("is at work on it") ? [["free", "1"]] : [])]);
      case "undo": {
        const answer = await send("/undo", []);
        if (answer && page === "item") return again(answer);
        const undone = answer ? Object.keys(answer.rows || {}) : [];
        if (undone.length !== 1 || !go($(`#item-${undone[0]}`))) show(here()); // what was taken back waits for another decision
        return;
      }
      case "read": case "why": case "changed": case "spread": if (one()) location.href = `/item/${one()}${name === "read" ? "" : `/${name}`}`; return;
      case "search": { const field = $("#q"); field.focus(); field.select(); return; }
      case "new": { const link = $("#news a"); if (link && !$("#news").hidden) location.href = link.href; return; }
      case "help": return help();
    }
  }

  const SAYS = { next: "Next", previous: "Previous", open: "Open", up: "Back to the list", select: "Select for a decision on several", approve: "Approve", hold: "Hold, with a reason or until a time", reject: "Reject, with a reason", release: "Release what is held", kill: "Kill, after asking once more", amend: "Amend", note: "Leave a note", claim: "Take in hand, or let go", undo: "Undo your last decision", read: "Read", why: "Why it is what it is", changed: "What changed", spread: "How far it spread", search: "Search", new: "Show what is new", help: "These keys" };
  function help() {
    const box = $("#help-keys");
    box.replaceChildren();
    for (const [name, key] of Object.entries(keys)) {
      const tag = document.createElement("kbd");
      tag.textContent = key;
      const words = document.createElement("span");
      words.textContent = SAYS[name] || name;
      box.append(tag, words);
    }
    $("#help").showModal();
  }

  // --- keys -----------------------------------------------------------------------------------------------------
  const byKey = Object.fromEntries(Object.entries(keys).map(([name, key]) => [key, name]));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const target = event.target;
    const shut = target.closest("dialog:not([open])"); // a field of a dialog that has just been closed keeps the focus for a moment
    const typing = !shut && target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
    const open = $("dialog[open]");
    if (open) {
      const choice = open.id === "ask-reject" && !typing && /^[1-9]$/.test(event.key) && $$('input[name="code"]', open)[Number(event.key) - 1];
      if (choice) { choice.checked = true; choice.focus(); event.preventDefault(); }
      if (event.key === "Enter" && target.matches("input[type=radio]")) { event.preventDefault(); $("form", open).requestSubmit(); }
      return;
    }
    if (typing) { if (event.key === "Escape") target.blur(); return; }
    if (event.key === "Enter" && page === "list" && !target.closest("a, button, summary")) { event.preventDefault(); return void deed("open"); }
    if (!keysOn) return;
    const name = byKey[event.key];
    if (!name || event.repeat && !["next", "previous"].includes(name)) return;
    event.preventDefault();
    deed(name);
  });

  // --- forms that need no reload --------------------------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const action = new URL(form.action, location.href).pathname;
    const inDialog = form.closest("dialog");
    if (form.method !== "post" || !["/decide", "/amend", "/note", "/claim", "/undo"].includes(action)) return;
    event.preventDefault();
    const fields = fieldsOf(form);
    if (button && button.name) fields.push([button.name, button.value]);
    const decision = (fields.find(([name]) => name === "decision") || [])[1];
    if (!inDialog && ["hold", "reject", "kill"].includes(decision)) return ask(decision, fields.filter(([name]) => name === "item").map(([, item]) => item));
    if (action === "/undo") return void deed("undo");
    if (!inDialog) return void decide([["@", action], ...fields]);
    if (inDialog.dataset.sending) return;
    inDialog.dataset.sending = "yes"; // Enter pressed twice decides once
    decide([["@", action], ...fields], inDialog).finally(() => delete inDialog.dataset.sending);
  });
  document.addEventListener("click", (event) => {
    if (event.target.matches(".cancel")) event.target.closest("dialog").close();
    const row = event.target.closest(".row");
    if (!row) return;
    if (event.target.matches("input")) return count();
    if (wide.matches && event.detail && event.target.closest("h2 a") && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); go(row, true); }
  });

  // --- news -----------------------------------------------------------------------------------------------------
  function listen() {
    if (!list || !list.dataset.live) return;
    const news = new EventSource(list.dataset.live);
    news.addEventListener("fresh", (event) => {
      const told = JSON.parse(event.data);
      $("#news").hidden = !told.new;
      $("#n-new").textContent = told.new >= 100 ? "100 and more" : told.new;
      $("#n-queued").textContent = told.queued;
      document.title = document.title.replace(/^\(\d+\) /, "");
      if (told.new) document.title = `(${told.new}) ${document.title}`;
    });
    news.addEventListener("moved", (event) => {
      for (const one of JSON.parse(event.data)) {
        const row = $(`#item-${one.item}`);
        if (row && one.kind === "amended") { renew(one.item); continue; }
        if (!row || row.classList.contains(`s-${one.status}`)) continue;
        row.className = row.className.replace(/\bs-\w+/, `s-${one.status}`) + " gone";
        const words = document.createElement("p");
        words.className = "badges";
        const badge = document.createElement("span");
        badge.className = "badge wait";
        badge.textContent = one.says;
        words.append(badge);
        $(".words", row).append(words);
      }
    });
    addEventListener("pagehide", () => news.close());
    document.addEventListener("visibilitychange", () => { if (document.hidden) news.close(); }, { once: true });
  }

  // --- time that runs out -----------------------------------------------------------------------------------------
  const UNITS = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  function span(seconds) {
    const parts = [];
    let left = Math.max(0, Math.round(seconds));
    for (const [size, unit] of UNITS) {
      const n = Math.floor(left / size);
      left %= size;
      if (n) parts.push(`${n} ${unit}`);
      if (parts.length && (n >= 10 || parts.length === 2 || unit === "min")) break;
    }
    return parts.join(" ") || "0 s";
  }
  const ahead = Date.now() - (Date.parse(body.dataset.now) || Date.now()); // of the desk's clock, which is the one that counts
  function tick() {
    for (const one of $$("time.ends")) {
      const left = (Date.parse(one.dateTime) - Date.now() + ahead) / 1000;
      one.textContent = left > 0 ? `in ${span(left)}` : "now";
    }
  }
  setInterval(tick, 1000);

  // --- begin ----------------------------------------------------------------------------------------------------
  if (page === "list") {
    sessionStorage.setItem("list", location.pathname + location.search);
    go(cameFrom() || rows()[0], true);
    const leave = () => {
      if (here()) sessionStorage.setItem("row", here().dataset.item);
      sessionStorage.setItem("rows", JSON.stringify(rows().map((row) => row.dataset.item)));
    };
    addEventListener("pagehide", leave);
    listen();
    // A desk in the background lets go of its line: a browser has six of them for all its desks.
    document.addEventListener("visibilitychange", () => { if (!document.hidden) listen(); });
  }
  if (page === "item" && left().includes(one())) sessionStorage.setItem("row", one());
  const said = sessionStorage.getItem("said");
  if (said) { sessionStorage.removeItem("said"); toast(...JSON.parse(said)); }
})();
