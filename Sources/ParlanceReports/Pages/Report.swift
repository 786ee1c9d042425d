import ParlanceSystem

/// A page on a model or a run: sections of texts, tables and pictures, as one HTML file that needs nothing
/// else.
///
/// ```swift
/// var report = Report("Moods", summary: "Logistic regression on 3,257 texts")
/// report.add("Training", [.picture(.init(chart, "loss", alternative: "the loss falls to 0.41"))])
/// try report.write(to: "pages")
/// ```
/// The same values give the same bytes. The page has no script; pictures are in it, and lie as files beside it.
public struct Report: Sendable {
  /// What stands at the top.
  public var title: String
  /// What the page is about, in a sentence.
  public var summary: String
  /// What it says, in order.
  public private(set) var sections: [Section] = []

  /// Creates a page that says nothing yet.
  public init(_ title: String, summary: String = "") {
    (self.title, self.summary) = (title, summary)
  }

  /// Parts under a heading.
  public struct Section: Sendable {
    /// The heading.
    public var title: String
    /// What stands under it.
    public var parts: [Part]

    /// Creates a section.
    public init(_ title: String, _ parts: [Part]) { (self.title, self.parts) = (title, parts) }
  }

  /// A part of a section.
  public enum Part: Sendable {
    /// A paragraph.
    case text(String)
    /// Lines as they are: a command, a text that a model wrote.
    case lines(String)
    case table(Table)
    case picture(Picture)
    /// Other pages, by their names and the paths from this one.
    case links([(name: String, path: String)])
  }

  /// A table with a heading.
  public struct Table: Sendable {
    /// What it shows; what readers that cannot see it are told first.
    public var caption: String
    /// The names of the columns.
    public var heading: [String]
    /// The cells by row and column.
    public var rows: [[String]]
    /// Which columns are texts, and flush left; the others are numbers.
    public var texts: Set<Int>

    /// Creates a table.
    public init(
      _ caption: String, heading: [String], rows: [[String]], texts: Set<Int> = [0]
    ) {
      (self.caption, self.heading, self.rows, self.texts) = (caption, heading, rows, texts)
    }
  }

  /// A picture, and what it shows in words.
  public struct Picture: Sendable {
    /// The name of its file, without the ending.
    public let name: String
    /// An SVG document.
    public let svg: String
    /// What it shows, for those who cannot see it.
    public let alternative: String
    /// Whether its ground may be dark on a dark page; false for what has colours of its own.
    let isPlain: Bool

    /// Takes a document whose ground stays white.
    public init(svg: String, _ name: String, alternative: String) {
      (self.svg, self.name, self.alternative, isPlain) = (svg, name, alternative, false)
    }

    init(plain svg: String, _ name: String, alternative: String) {
      (self.svg, self.name, self.alternative, isPlain) = (svg, name, alternative, true)
    }
  }

  /// Adds a section, or parts to the one of this title; a section without parts is left out.
  public mutating func add(_ title: String, _ parts: [Part]) {
    if parts.isEmpty { return }
    if let place = sections.firstIndex(where: { $0.title == title }) {
      sections[place].parts += parts
    } else {
      sections.append(Section(title, parts))
    }
  }

  /// Adds sections.
  public mutating func add(_ added: [Section]) {
    for section in added { add(section.title, section.parts) }
  }

  /// All pictures in order.
  public var pictures: [Picture] {
    sections.flatMap(\.parts).compactMap { part in
      if case .picture(let picture) = part { picture } else { nil }
    }
  }

  /// Writes `index.html` into a folder, and each picture as an SVG file beside it.
  ///
  /// - Throws: `InputError` where they cannot be written.
  public func write(to folder: String) throws {
    try AtomicFile.createFolder(folder)
    for picture in pictures {
      try AtomicFile.write(picture.svg, to: "\(folder)/\(picture.name).svg")
    }
    try AtomicFile.write(html, to: "\(folder)/index.html")
  }
}
