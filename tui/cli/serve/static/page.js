"use strict";
// Where textual.js finds the session: beside this page, wherever the browser found that.
document.addEventListener("DOMContentLoaded", () => {
  const session = new URL("ws", window.location.href);
  session.protocol = session.protocol === "https:" ? "wss:" : "ws:";
  const terminal = document.getElementById("terminal");
  terminal.dataset.sessionWebsocketUrl = session.href;
  const size = Number(new URLSearchParams(window.location.search).get("fontsize"));
  terminal.dataset.fontSize = size >= 6 && size <= 60 ? size : 16;

  const again = document.getElementById("again");
  again.addEventListener("click", () => window.location.reload());
  // Keys go to the session from the start, and to the button once it ended.
  const ended = () => document.body.classList.contains("-closed");
  new MutationObserver(() => ended() && again.focus())
    .observe(document.body, { attributes: true, attributeFilter: ["class"] });
  new MutationObserver((_, observer) => {
    if (!terminal.classList.contains("-connected")) return;
    observer.disconnect();
    document.querySelector(".xterm-helper-textarea").focus();
  }).observe(terminal, { attributes: true, attributeFilter: ["class"] });
});
