import ArgumentParser
import ParlanceTraining

/// How a `compare` command draws samples of what its models are run on.
struct SamplingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Samples of the data.", valueName: "count"))
  var samples = 1000

  @Option(help: ArgumentHelp("Of the samples.", valueName: "n"))
  var seed: UInt64 = 1

  func validate() throws { try check("samples", samples, 1...1_000_000) }
}

/// Models with their scores on the same data, each held against the best.
struct ComparedModels<Scores: Encodable, Difference: Encodable> {
  struct Row: Encodable {
    let model: String
    let scores: Scores
    let bytes: Int
    /// This model less the best one; nil for that.
    let difference: Difference?
  }

  /// The place of the best model, the first of several.
  let reference: Int
  let rows: [Row]

  /// Holds models against the one with the greatest merit.
  ///
  /// - `less`: what the first model has less than the second.
  init(
    _ models: [String], _ scores: [Scores], merits: [Double], less: (Int, Int) -> Difference
  ) {
    let best = merits.indices.reduce(0) { merits[$1] > merits[$0] ? $1 : $0 }
    reference = best
    rows = models.indices.map {
      Row(
        model: models[$0], scores: scores[$0], bytes: ModelStore.byteCount(at: models[$0]),
        difference: $0 == best ? nil : less($0, best))
    }
  }

  /// A table of the scores, and one of the differences where there are any.
  func text(
    scores: (head: [String], cells: (Scores) -> [String]),
    differences: (head: [String], cells: (Difference) -> [String])
  ) -> String {
    let all = rows.map { [$0.model] + scores.cells($0.scores) + [$0.bytes.byteSize] }
    let less = rows.compactMap { row in
      row.difference.map { [row.model] + differences.cells($0) }
    }
    let head = [["less \(rows[reference].model)"] + differences.head]
    return table([["model"] + scores.head + ["size"]] + all)
      + (less.isEmpty ? "" : "\n\n" + table(head + less))
  }
}
