import ParlanceSystem
import ParlanceText

/// Writes a back-off model as an ARPA file, gzipped where the name ends in `.gz`.
///
/// Numbers are the shortest that give the same single-precision value again.
struct ARPAWriter {
  let table: NGramTable
  let names: [[UInt8]]

  init(_ table: NGramTable, _ vocabulary: Vocabulary) {
    self.table = table
    names = vocabulary.tokens.enumerated().map { id, token in
      id == Int(NGramTable.unknown)
        ? Array(Vocabulary.unknown.utf8)
        : Vocabulary.specials[2...].contains(token)
          ? Array(token.utf8)
          : Array(ARPAName.name(token).utf8)
    }
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
    try sink.put("\\data\\\n")
    for order in 1...trie.order {
      let count =
        order == 1
        ? (0..<trie.vocabularySize).count { table.contains(Int32($0)) }
        : trie.nodes(ofOrder: order).count
      try sink.put("ngram \(order)=\(count)\n")
    }
    for order in 1...trie.order {
      try sink.put("\n\\\(order)-grams:\n")
      try trie.forEach(ofOrder: order) { node, words in
        if order == 1 && !table.contains(Int32(node)) { return }
        try sink.put(Self.text(table.logProbabilities[node]))
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
