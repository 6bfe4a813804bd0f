/**
 * The points of a note's picture are one stop of the tab key, the newest of them at first: arrow keys, Home and End go from one to
 * another.
 */
function startTrendKeys(picture: SVGSVGElement): void {
  const points = [...picture.querySelectorAll<SVGAElement>('[data-point]')]
  const goTo = (place: number) => {
    const next = points[Math.min(points.length - 1, Math.max(0, place))]
    if (!next) return
    for (const point of points) point.setAttribute('tabindex', point === next ? '0' : '-1')
    next.focus()
  }
  const moves: Record<string, (place: number) => number> = {
    ArrowLeft: (place) => place - 1,
    ArrowDown: (place) => place - 1,
    ArrowRight: (place) => place + 1,
    ArrowUp: (place) => place + 1,
    Home: () => 0,
    End: () => points.length - 1,
  }
  picture.addEventListener('keydown', (event) => {
    const place = points.indexOf(event.target as SVGAElement)
    const move = moves[event.key]
    if (place < 0 || !move || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    event.preventDefault()
    goTo(move(place))
  })
}

for (const picture of document.querySelectorAll<SVGSVGElement>('[data-trend]')) startTrendKeys(picture)
