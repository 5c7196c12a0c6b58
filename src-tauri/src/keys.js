// The keys and the menu that would throw the page away. The page itself still hears the keys.
addEventListener("keydown", (event) => {
  const reload = event.key === "F5" || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "r");
  const back = event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight");
  if (reload || back) event.preventDefault();
}, true);
addEventListener("contextmenu", (event) => {
  const field = event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]");
  if (!field) event.preventDefault();
}, true);
