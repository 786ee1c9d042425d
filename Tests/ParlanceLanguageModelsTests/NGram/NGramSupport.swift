import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText

@testable import ParlanceLanguageModels

/// A model of these lines, blank ones included.
func ngramModel(
  _ lines: [String], onDisk: Bool = false,
  _ change: (inout NGramSettings) -> Void = { _ in }, note: (String) -> Void = { _ in }
) throws -> NGramLanguageModel {
  var settings = NGramSettings()
  settings.skipBlankLines = false
  change(&settings)
  var rest = lines.makeIterator()
  return try NGramLanguageModel(settings, onDisk: onDisk, note: note) { rest.next() }
}

/// Lines of words w0, w1, … of which the first are frequent.
func ngramText(lines: Int, words: Int, seed: UInt64) -> [String] {
  var generator = RandomGenerator(seed: seed)
  return (0..<lines).map { _ in
    let count = Int(generator.uniform() * 9)
    return (0..<count).map { _ in
      "w\(Int(Double(words) * pow(generator.uniform(), 3)))"
    }.joined(separator: " ")
  }
}

extension NGramTable {
  /// Every number of the table, for comparing tables.
  var content: [[UInt32]] {
    [
      trie.starts.map(UInt32.init), (0..<trie.count).map { trie.words[$0] },
      (0..<trie.count).map { trie.suffixes[$0] },
      (0...trie.contextCount).map { trie.firstChildren[$0] },
      (0..<trie.count).map { logProbabilities[$0].bitPattern },
      (0..<trie.contextCount).map { backoffs[$0].bitPattern },
    ]
  }
}

/// The error that `body` throws, or nil where it throws none of ours.
func inputError(_ body: () throws -> Void) -> InputError? {
  do {
    try body()
    return nil
  } catch { return error as? InputError }
}
