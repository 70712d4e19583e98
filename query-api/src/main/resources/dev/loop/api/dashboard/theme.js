// Before the first paint, so that nothing flashes. "auto" follows the system.
const theme = localStorage.getItem("loop.theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
