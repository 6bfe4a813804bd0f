/** What the page of notes shows where nobody has written one. */
export const noteExample = `---
title: The new allocator
date: 2026-11-03
benchmarks: parse
---
Since v1.2 the parser takes its memory in one piece.

<Trend benchmark="parse" since="v1.2" />`
