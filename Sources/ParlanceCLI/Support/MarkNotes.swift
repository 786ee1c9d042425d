import ParlanceText

extension CommonOptions {
  /// Says which texts have marks of their own at the ends of their lines; what cannot be read is for
  /// the reader to say.
  func noteMarks(in paths: String?...) {
    for path in paths.compactMap({ $0 }) {
      if let note = try? LineMarks.note(in: path) { self.note(note) }
    }
  }
}

/// Says once that lines which come one by one have marks of their own.
struct LineMarkNote {
  private var isSaid = false

  mutating func look(_ line: String, _ common: CommonOptions) {
    guard !isSaid, let note = LineMarks.note(of: line) else { return }
    isSaid = true
    common.note(note)
  }
}
