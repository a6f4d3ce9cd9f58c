// Reports to the server where planted secrets and named elements stand on the screen.
(() => {
  const source = document.documentElement.dataset.source;
  let secrets = {}, offset = null, last = "";

  addEventListener("mousemove", (event) => {
    offset = [event.screenX - event.clientX, event.screenY - event.clientY];
  }, true);

  function clip(node) {
    let area = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    for (let at = node; at && at.nodeType === 1; at = at.parentElement) {
      if (getComputedStyle(at).overflow === "visible") continue;
      const box = at.getBoundingClientRect();
      area = {
        left: Math.max(area.left, box.left), top: Math.max(area.top, box.top),
        right: Math.min(area.right, box.right), bottom: Math.min(area.bottom, box.bottom),
      };
    }
    return area;
  }

  function visible(box, element) {
    const area = clip(element), inside = 1;
    if (box.left < area.left - inside || box.right > area.right + inside) return false;
    if (box.top < area.top - inside || box.bottom > area.bottom + inside) return false;
    const middle = (box.top + box.bottom) / 2;
    return [box.left + 2, (box.left + box.right) / 2, box.right - 2].every((x) => {
      const top = document.elementFromPoint(x, middle);
      return top && (top === element || element.contains(top) || top.contains(element));
    });
  }

  function* inText(value) {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let at = node.data.indexOf(value); at >= 0; at = node.data.indexOf(value, at + 1)) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + value.length);
        const boxes = range.getClientRects();
        if (boxes.length === 1 && visible(boxes[0], node.parentElement)) yield boxes[0];
      }
    }
  }

  const pen = document.createElement("canvas").getContext("2d");
  function* inFields(value) {
    for (const field of document.querySelectorAll("input:not([type=password])")) {
      const at = field.value.indexOf(value), rect = field.getBoundingClientRect();
      if (at < 0 || !rect.width) continue;
      const style = getComputedStyle(field), size = parseFloat(style.fontSize) * 1.2;
      pen.font = style.font;
      const before = pen.measureText(field.value.slice(0, at)).width;
      const left = rect.left + parseFloat(style.borderLeftWidth) + parseFloat(style.paddingLeft)
        + before - field.scrollLeft;
      const top = (rect.top + rect.bottom - size) / 2;
      const right = left + pen.measureText(value).width;
      const box = { left, top, right, bottom: top + size };
      if (right <= rect.right && visible(box, field)) yield box;
    }
  }

  function onScreen(box) {
    const left = Math.floor(box.left), top = Math.floor(box.top);
    return [left + offset[0], top + offset[1], Math.ceil(box.right) - left, Math.ceil(box.bottom) - top];
  }

  function look() {
    if (!offset) return;
    const shown = [], places = {};
    if (document.visibilityState === "visible") {
      for (const [id, value] of Object.entries(secrets)) {
        for (const box of inText(value)) shown.push({ id, box: onScreen(box) });
        for (const box of inFields(value)) shown.push({ id, box: onScreen(box) });
      }
      for (const element of document.querySelectorAll("[data-place]")) {
        const box = element.getBoundingClientRect();
        if (!box.width) continue;
        places[element.dataset.place] = [
          Math.round((box.left + box.right) / 2) + offset[0],
          Math.round((box.top + box.bottom) / 2) + offset[1],
        ];
      }
    }
    const now = JSON.stringify([shown, places]);
    if (now === last) return;
    last = now;
    const report = JSON.stringify({ t: Date.now() / 1000, source, shown, places });
    fetch("/sightings", { method: "POST", body: report, keepalive: true });
  }

  fetch("/secrets.json").then((answer) => answer.json()).then((found) => {
    secrets = found;
    setInterval(look, 30);
    document.addEventListener("visibilitychange", look);
  });
})();
