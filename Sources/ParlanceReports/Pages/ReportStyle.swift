import ParlanceDrawing

extension Report {
  /// How pages look: by the reader's choice of light and dark, at any width, and on paper.
  static let style = """
    :root {
      color-scheme: light dark;
      --paper: #ffffff; --ink: #0f172a; --quiet: #475569; --line: #cbd5e1; --faint: #f1f5f9;
      --link: #1d4ed8;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #0b1120; --ink: #e2e8f0; --quiet: #a3b1c6; --line: #334155; --faint: #172033;
        --link: #93c5fd;
      }
      .plain svg > rect[width="100%"] { fill: var(--paper); }
      .plain [fill="\(SVG.ink)"] { fill: var(--ink); }
      .plain [fill="\(SVG.quiet)"] { fill: var(--quiet); }
      .plain [stroke="\(SVG.quiet)"] { stroke: var(--quiet); }
      .plain [stroke="\(SVG.grid)"] { stroke: var(--line); }
      .own { background: #ffffff; }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
    }
    main { max-width: 84rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
    h2 {
      font-size: 1.2rem; margin: 2.5rem 0 .75rem; padding-top: .75rem;
      border-top: 1px solid var(--line);
    }
    p { max-width: 48rem; margin: .5rem 0; overflow-wrap: anywhere; }
    .summary { color: var(--quiet); }
    a { color: var(--link); }
    nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
    .figures {
      display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr));
      align-items: start;
    }
    figure { margin: .5rem 0; min-width: 0; }
    figcaption { color: var(--quiet); font-size: .875rem; max-width: 44rem; }
    .box { overflow-x: auto; max-width: 100%; margin: .5rem 0; }
    .box:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
    .own { width: fit-content; }
    .box > svg { display: block; }
    table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; color: var(--quiet); padding-bottom: .35rem; }
    th, td {
      text-align: left; vertical-align: top; padding: .25rem .9rem .25rem 0;
      border-bottom: 1px solid var(--line);
    }
    th { font-weight: 600; }
    tbody th { font-weight: 400; }
    td, tbody th { min-width: 4rem; max-width: 40rem; overflow-wrap: break-word; white-space: pre-wrap; }
    .n { text-align: right; white-space: nowrap; }
    pre {
      margin: 0; padding: .75rem 1rem; background: var(--faint); white-space: pre-wrap;
      overflow-wrap: anywhere; font: .875rem/1.5 "DejaVu Sans Mono", Menlo, Consolas, monospace;
    }
    @media print {
      :root { --paper: #ffffff; --ink: #000000; --quiet: #333333; --line: #999999; --link: #000000; }
      main { max-width: none; padding: 0; }
      nav { display: none; }
      .box { overflow: visible; }
      .box > svg { max-width: 100%; height: auto; }
      figure, tr, pre { break-inside: avoid; }
      h2 { break-after: avoid; }
    }
    """
}
