import Parlance

/// What a lesson says: texts, numbers, tables and pictures in sections.
public struct LessonPage: Sendable {
  /// A part of a section.
  public enum Part: Sendable {
    /// A paragraph.
    case text(String)
    /// Equations and numbers, a line each.
    case lines([String])
    case table(Report.Table)
    case picture(LessonPicture)
  }

  /// Parts under a heading.
  public struct Section: Sendable {
    /// The heading.
    public let title: String
    /// What stands under it.
    public fileprivate(set) var parts: [Part] = []
  }

  /// A number that was worked out.
  public struct Value: Sendable, Encodable {
    /// What it is.
    public let name: String
    /// As it was computed.
    public let value: Double
  }

  /// In order.
  public private(set) var sections: [Section] = []
  /// What was worked out, in order.
  public private(set) var values: [Value] = []

  init() {}

  /// The number of a name; nil where none was worked out.
  public func value(_ name: String) -> Double? { values.first { $0.name == name }?.value }

  /// All pictures in order.
  public var pictures: [LessonPicture] {
    sections.flatMap(\.parts).compactMap { part in
      if case .picture(let picture) = part { picture } else { nil }
    }
  }

  /// Begins a section.
  mutating func section(_ title: String) { sections.append(Section(title: title)) }

  private mutating func add(_ part: Part) {
    if sections.isEmpty { section("Step by step") }
    sections[sections.count - 1].parts.append(part)
  }

  /// Says something.
  mutating func say(_ text: String) { add(.text(text)) }

  /// Adds a line, below others in their box.
  mutating func line(_ text: String) {
    if let last = sections.indices.last, case .lines(let lines)? = sections[last].parts.last {
      sections[last].parts[sections[last].parts.count - 1] = .lines(lines + [text])
    } else {
      add(.lines([text]))
    }
  }

  /// Shows a number and keeps it under its name.
  ///
  /// - `how`: what it comes from, between the name and the number.
  mutating func value(_ name: String, _ value: Double, _ decimals: Int = 2, _ how: String = "") {
    keep(name, value)
    line("\(name) = " + (how.isEmpty ? "" : "\(how) = ") + value.fixed(decimals))
  }

  /// Keeps a number that is shown elsewhere.
  mutating func keep(_ name: String, _ value: Double) {
    values.append(Value(name: name, value: value))
  }

  /// Shows a list of numbers and keeps each under its name and its place, from 1.
  mutating func values(_ name: String, _ values: [Double], _ decimals: Int = 2, _ how: String = "")
  {
    for (place, value) in values.enumerated() { keep("\(name)[\(place + 1)]", value) }
    line("\(name) = " + (how.isEmpty ? "" : "\(how) = ") + values.fixed(decimals))
  }

  /// Adds a table; columns that are no texts are flush right.
  mutating func table(
    _ caption: String, _ heading: [String], _ rows: [[String]], texts: Set<Int> = [0]
  ) {
    add(.table(Report.Table(caption, heading: heading, rows: rows, texts: texts)))
  }

  /// Adds a picture.
  mutating func picture(_ picture: LessonPicture) { add(.picture(picture)) }

  /// Adds a chart.
  ///
  /// - `says`: what it shows, in a sentence.
  mutating func picture(_ chart: Chart, _ name: String, _ says: String) {
    picture(LessonPicture(name, .chart(chart), says))
  }

  /// Adds a map of colours.
  mutating func picture(_ map: HeatMap, _ name: String, _ says: String) {
    picture(LessonPicture(name, .map(map), says))
  }
}

/// A picture of a lesson: on a page, and on a terminal.
public struct LessonPicture: Sendable {
  /// What is drawn.
  public enum Drawing: Sendable {
    case chart(Chart)
    case map(HeatMap)
    case graph(GraphDrawing)
    case bars(RankedChart)
    /// A document, and a chart that shows the like on a terminal.
    case document(String, like: Chart)
    /// A document, and a sketch of it for a terminal.
    case sketched(String, [String])
  }

  /// The name of its file, without the ending.
  public let name: String
  /// What is drawn.
  public let drawing: Drawing
  /// What it shows, in a sentence.
  public let says: String

  init(_ name: String, _ drawing: Drawing, _ says: String) {
    (self.name, self.drawing, self.says) = (name, drawing, says)
  }

  /// The picture as a self-contained SVG document.
  public var svg: String {
    switch drawing {
    case .chart(let chart): chart.svg
    case .map(let map): map.svg
    case .graph(let graph): graph.svg
    case .bars(let bars): bars.svg
    case .document(let svg, _), .sketched(let svg, _): svg
    }
  }
}
