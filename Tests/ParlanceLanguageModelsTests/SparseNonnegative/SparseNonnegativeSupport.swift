import ParlanceSystem
import ParlanceTestSupport
import ParlanceText

@testable import ParlanceLanguageModels

/// A model of these lines, blank ones included.
func sparseModel(
  _ lines: [String], _ change: (inout SparseNonnegativeSettings) -> Void = { _ in }
) throws -> SparseNonnegativeLanguageModel {
  var settings = SparseNonnegativeSettings()
  settings.skipBlankLines = false
  settings.architecture.reach = 8
  settings.blocks = 4
  settings.epochs = 2
  change(&settings)
  var rest = lines.makeIterator()
  return try SparseNonnegativeLanguageModel(settings) { rest.next() }
}

/// Ids of lines between `<s>` and `</s>`; the words are those from 4 on.
func blockedText(_ lines: [[UInt32]], vocabularySize: Int, blocks: Int) throws -> BlockedText {
  let ids = lines.flatMap { line -> [UInt32] in [2] + line + [3] }
  let tokens = try NumberBuffer<UInt32>(count: ids.count)
  for (index, id) in ids.enumerated() { tokens[index] = id }
  return BlockedText(tokens, vocabularySize: vocabularySize, blockCount: blocks)
}

/// Lines of random words, the first of which are frequent.
func randomLines(_ count: Int, words: Int, seed: UInt64) -> [[UInt32]] {
  var generator = RandomGenerator(seed: seed)
  var lines: [[UInt32]] = []
  for _ in 0..<count {
    var line: [UInt32] = []
    for _ in 0..<Int(generator.uniform() * 12) {
      let share = generator.uniform()
      line.append(4 + UInt32(Double(words) * share * share))
    }
    lines.append(line)
  }
  return lines
}

extension SparseNonnegativeMatrix {
  /// Every number of the matrix, for comparing matrices.
  var content: [[UInt64]] {
    var content: [[UInt64]] = [[UInt64(vocabularySize), floor.bitPattern]]
    for table in tables {
      content.append((0..<table.directory.count).map { UInt64(table.directory[$0]) })
      content.append((0..<table.keys.count).map { table.keys[$0] })
      content.append((0..<table.starts.count).map { UInt64(table.starts[$0]) })
      content.append((0..<table.totals.count).map { UInt64(table.totals[$0].bitPattern) })
      content.append((0..<table.words.count).map { UInt64(table.words[$0]) })
      content.append((0..<table.values.count).map { UInt64(table.values[$0].bitPattern) })
    }
    return content
  }
}
