import ParlanceSystem
import ParlanceText

/// Writes a back-off model as an ARPA file, gzipped where the name ends in `.gz`.
///
/// Numbers are the shortest that give the same single-precision value again.
struct ARPAWriter {
  let table: NGramTable
  let names: [[UInt8]]
  private let head: ARPAHead

  init(_ table: NGramTable, _ vocabulary: Vocabulary, _ head: ARPAHead = ARPAHead()) {
    self.table = table
    self.head = head
    let unknown = head.replacesUnknown ? Int(Vocabulary.unknownID) : Int(NGramTable.unknown)
    let word = Int(NGramTable.unknown) + Int(Vocabulary.unknownID) - unknown
    names = vocabulary.tokens.enumerated().map { id, token in
      switch id {
      case unknown: Array(Vocabulary.unknown.utf8)
      case word: Array(ARPAName.name(Vocabulary.unknown).utf8)
      case ..<Vocabulary.specials.count: Array(token.utf8)
      default: Array(ARPAName.name(token).utf8)
      }
    }
  }

  /// Whether a word is written: where tokens outside the vocabulary are another word than what the model
  /// does not know, words that it lacks are written with the probability of the latter.
  private func isWritten(_ word: Int) -> Bool {
    table.contains(Int32(word)) || head.replacesUnknown && word >= Vocabulary.specials.count
  }

  func write(to path: String) throws {
    try AtomicFile.write(to: path) { output in
      let sink = try TextSink(output, isGzipped: path.hasSuffix(".gz"), name: path)
      try write(to: sink)
      try sink.finish()
    }
  }

  private func write(to sink: TextSink) throws {
    let trie = table.trie
    if let line = head.line { try sink.put(line + "\n") }
    try sink.put("\\data\\\n")
    for order in 1...trie.order {
      let count =
        order == 1
        ? (0..<trie.vocabularySize).count(where: isWritten)
        : trie.nodes(ofOrder: order).count
      try sink.put("ngram \(order)=\(count)\n")
    }
    for order in 1...trie.order {
      try sink.put("\n\\\(order)-grams:\n")
      try trie.forEach(ofOrder: order) { node, words in
        if order == 1 && !isWritten(node) { return }
        let isKnown = order > 1 || table.contains(Int32(node))
        try sink.put(
          Self.text(table.logProbabilities[isKnown ? node : Int(NGramTable.unknown)]))
        for (place, word) in words.enumerated() {
          try sink.put(byte: place == 0 ? 0x09 : 0x20)
          try sink.put(bytes: names[Int(word)])
        }
        if order < trie.order {
          try sink.put(byte: 0x09)
          try sink.put(Self.text(table.backoffs[node]))
        }
        try sink.put(byte: 0x0A)
      }
    }
    try sink.put("\n\\end\\\n")
  }

  private static func text(_ value: Float) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? value == 0 ? "0" : String(text.dropLast(2)) : text
  }
}
