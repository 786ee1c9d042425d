import Foundation
import ParlanceTraining

extension LanguageModelArchitecture {
  fileprivate var outputText: String {
    func joined(_ numbers: [Int]?) -> String {
      (numbers ?? []).map(String.init).joined(separator: ", ")
    }
    let features =
      output.maxEntOrder > 0
      ? ", n-gram features up to order \(output.maxEntOrder) in \(output.maxEntSize) values" : ""
    let more =
      switch output.layer {
      case .full: tied ? ", tied to the embeddings" : ""
      case .adaptive: ", cutoffs " + joined(output.cutoffs)
      case .hierarchical: ", \(output.classStarts?.count ?? 0) classes" + features
      case .nce, .sampled, .blackout: ""
      }
    return output.layer.rawValue + more
  }
}

extension LanguageModel {
  public var inspection: ModelInspection {
    let made = architecture
    let dropouts = [
      ("input", made.inputDropout ?? made.dropout), ("layers", made.dropout),
      ("output", made.outputDropout ?? made.dropout), ("words", made.wordDropout),
      ("recurrent weights", made.weightDrop), ("state", made.stateDropout),
      ("zoneout", made.zoneout),
    ].filter { $0.1 > 0 }.map { "\($0) \($1)" }
    let mask = made.sharedDropout && !dropouts.isEmpty ? ["one mask for all steps"] : []
    return ModelInspection(
      made,
      [
        ("kind", "\(made.kind) over \(made.level.rawValue)s"),
        ("sizes", "embedding \(made.embeddingSize), hidden \(made.hiddenSize)"),
        ("output", made.outputText),
        ("dropout", dropouts.isEmpty ? "none" : (dropouts + mask).joined(separator: ", ")),
        ("context", made.context.rawValue),
      ], of: network)
  }
}

extension NGramLanguageModel {
  public var inspection: ModelInspection {
    let discounts = (architecture.discounts ?? []).enumerated().map { index, discounts in
      (
        name: "discounts \(index + 1)",
        value: discounts.amounts.map { String(format: "%.4f", $0) }.joined(separator: ", ")
          + (discounts.isFallback ? " (fallback)" : "")
      )
    }
    return ModelInspection(
      architecture,
      [
        ("kind", "\(architecture.order)-gram language model over \(tokenizer.level.rawValue)s"),
        ("smoothing", architecture.smoothing?.rawValue ?? "not known"),
      ] + discounts,
      counts.enumerated().map { ModelInspection.Part(name: "\($0 + 1)-grams", shape: [$1]) })
  }
}

extension SparseNonnegativeLanguageModel {
  public var inspection: ModelInspection {
    let made = architecture
    return ModelInspection(
      made,
      [
        ("kind", "sparse non-negative matrix language model over \(made.level.rawValue)s"),
        ("features", "\(featureCount) of \(made.types.count) types"),
        ("types", made.summary),
      ],
      matrix.tables.map { ModelInspection.Part(name: $0.type.name, shape: [$0.words.count]) })
  }
}
