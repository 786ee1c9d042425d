import ParlanceDrawing

extension Report {
  /// The page as HTML: no script, nothing that is loaded from elsewhere, all texts escaped.
  public var html: String {
    let contents =
      sections.count < 3
      ? ""
      : "<nav aria-label=\"Contents\"><ul>"
        + sections.enumerated().map { "<li><a href=\"#s\($0)\">\(Self.escaped($1.title))</a></li>" }
        .joined() + "</ul></nav>\n"
    let body = sections.enumerated().map { place, section in
      """
      <section aria-labelledby="s\(place)">
      <h2 id="s\(place)">\(Self.escaped(section.title))</h2>
      \(Self.html(section.parts))
      </section>

      """
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="generator" content="parlance"/>
      <title>\(Self.escaped(title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      <header>
      <h1>\(Self.escaped(title))</h1>
      \(summary.isEmpty ? "" : "<p class=\"summary\">\(Self.escaped(summary))</p>")
      </header>
      \(contents)\(body.joined())</main>
      </body>
      </html>

      """
  }

  /// Pictures and tables of numbers that follow each other stand side by side where there is room.
  private static func html(_ parts: [Part]) -> String {
    var (found, figures): ([String], [String]) = ([], [])
    func flush() {
      if figures.isEmpty { return }
      found.append("<div class=\"figures\">\n\(figures.joined(separator: "\n"))\n</div>")
      figures = []
    }
    for part in parts {
      switch part {
      case .picture(let picture):
        figures.append(html(picture))
        continue
      case .table(let table) where table.texts.count < 3:
        figures.append(html(table))
        continue
      default: flush()
      }
      switch part {
      case .text(let text): found.append("<p>\(escaped(text))</p>")
      case .lines(let text): found.append(box("<pre>\(escaped(text))</pre>", "Text"))
      case .table(let table): found.append(html(table))
      case .links(let links):
        found.append(
          "<ul>"
            + links.map { "<li><a href=\"\(escaped($0.path))\">\(escaped($0.name))</a></li>" }
            .joined() + "</ul>")
      case .picture: break
      }
    }
    flush()
    return found.joined(separator: "\n")
  }

  /// What is wider than the page scrolls in a box of its own, by keys too.
  private static func box(_ inside: String, _ name: String, _ kind: String = "") -> String {
    "<div class=\"box\(kind)\" role=\"group\" tabindex=\"0\" aria-label=\"\(escaped(name))\">"
      + "\(inside)</div>"
  }

  private static func html(_ picture: Picture) -> String {
    let name = escaped(picture.alternative)
    // The alternative text names the picture in the place of its title.
    let svg = apart(picture).replacing(
      "<svg ", with: "<svg aria-label=\"\(name)\" ", maxReplacements: 1)
    return "<figure>"
      + box(svg, "Picture: " + picture.name, picture.isPlain ? " plain" : " own")
      + "<figcaption>\(name) <a href=\"\(escaped(picture.name)).svg\">\(escaped(picture.name)).svg</a>"
      + "</figcaption></figure>"
  }

  /// The document with ids that no other picture of the page has: arrows of two graphs have the same.
  private static func apart(_ picture: Picture) -> String {
    guard picture.svg.contains(" id=\"") else { return picture.svg }
    let name = picture.name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    return picture.svg.replacing(" id=\"", with: " id=\"\(name)-")
      .replacing("url(#", with: "url(#\(name)-")
  }

  private static func html(_ table: Table) -> String {
    func row(_ cells: [String], _ isHeading: Bool) -> String {
      "<tr>"
        + cells.enumerated().map { column, cell in
          let kind = table.texts.contains(column) ? "" : " class=\"n\""
          if isHeading, cell.isEmpty { return "<td></td>" }
          return isHeading
            ? "<th scope=\"col\"\(kind)>\(escaped(cell))</th>"
            : column == 0
              ? "<th scope=\"row\"\(kind)>\(escaped(cell))</th>"
              : "<td\(kind)>\(escaped(cell))</td>"
        }.joined() + "</tr>"
    }
    let heading =
      table.heading.allSatisfy(\.isEmpty) ? "" : "<thead>\(row(table.heading, true))</thead>"
    return box(
      "<table><caption>\(escaped(table.caption))</caption>\(heading)<tbody>"
        + table.rows.map { row($0, false) }.joined(separator: "\n") + "</tbody></table>",
      table.caption)
  }

  /// A text as it is shown; what HTML reserves is written as entities.
  private static func escaped(_ text: String) -> String {
    SVG.escaped(text.replacing("\n", with: "\u{E000}").replacing("\t", with: "    "))
      .replacing("\u{E000}", with: "\n")
  }
}
