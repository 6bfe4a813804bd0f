// Runs before the first paint, so that a chosen theme never flashes the other one. The switch is in site/client/theme.ts.
try {
  const theme = localStorage.getItem('perfledger-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is blocked: the system's theme it is.
}
