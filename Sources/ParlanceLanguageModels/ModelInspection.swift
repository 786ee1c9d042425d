import Foundation
import ParlanceArrays
import ParlanceNN

/// What a language model is made of, to be shown.
public struct ModelInspection {
  /// A table of numbers: a parameter, or the n-grams of one order.
  public struct Part: Encodable, Sendable {
    /// As in the model's file.
    public let name: String
    public let shape: [Int]
    public let count: Int
    /// The part of another name that this one is, where weights are tied.
    public let tiedTo: String?

    /// Creates a part.
    public init(name: String, shape: [Int], tiedTo: String? = nil) {
      self.name = name
      self.shape = shape
      count = shape.reduce(1, *)
      self.tiedTo = tiedTo
    }
  }

  /// What `model.json` says of it.
  public let architecture: any Encodable & Sendable
  /// The same for people, from the most to the least important: a name and a value each.
  public let facts: [(name: String, value: String)]
  public let parts: [Part]

  /// Creates an inspection.
  public init(
    _ architecture: some Encodable & Sendable, _ facts: [(name: String, value: String)],
    _ parts: [Part]
  ) {
    self.architecture = architecture
    self.facts = facts
    self.parts = parts
  }

  /// Numbers in all parts, tied ones counted once.
  public var parameterCount: Int {
    parts.reduce(0) { $0 + ($1.tiedTo == nil ? $1.count : 0) }
  }
}

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
    var names: [ObjectIdentifier: String] = [:]
    let parts = zip(network.namedParameters(includingAliases: true), network.stateDictionary).map {
      let (name, parameter) = $0
      let first = names[ObjectIdentifier(parameter)]
      if first == nil { names[ObjectIdentifier(parameter)] = name }
      return ModelInspection.Part(name: name, shape: $1.array.shape, tiedTo: first)
    }
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
      ], parts)
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
