import ParlanceAutograd
import ParlanceNN
import ParlanceTagging
import ParlanceTraining

/// What goes on in a part of a model while it reads a text: numbers from 0 to 1 by rows and columns.
public struct ModelMap: Sendable {
  /// What the numbers are.
  public enum Kind: String, Sendable, CaseIterable {
    /// How far the gates of a recurrent layer are open at each token, in the mean over its units.
    case gates
    /// How much of a token's attention goes to each token.
    case attention
  }

  /// What the numbers are.
  public let kind: Kind
  /// The layer, and the head where there are several.
  public let name: String
  /// The gates, or the tokens that look.
  public let rows: [String]
  /// The tokens that are read, or looked at.
  public let columns: [String]
  /// By the row, then the column.
  public let values: [[Double]]
}

extension ModelHost {
  /// What the recurrent and attending layers do while they read each text; nothing for a model that has none.
  ///
  /// - Throws: `HostError`; a text may have 256 tokens.
  public nonisolated func maps(of texts: [String]) async throws -> [[ModelMap]] {
    var limits = limits
    limits.textLength = min(limits.textLength, 256)
    let most = limits
    return try await ask("maps", texts) { hosted, texts in
      guard let model = hosted.model as? any PassageReading else { return texts.map { _ in [] } }
      try most.check(texts)
      return try texts.map { text in
        // A tagger's sentences have blanks between tokens: those that `tag` finds.
        let read =
          model is Tagger
          ? try most.tokens(of: text, .prose).map(\.text).joined(separator: " ") : text
        let passage = try model.passage(read, answer: nil)
        // Characters and pieces are more than words.
        let tokens = passage.sequences.map(\.tokens.count).max() ?? 0
        if tokens > most.textLength + 1 {
          throw HostError.tooLong(tokens: tokens, limit: most.textLength)
        }
        return mapped(model, passage)
      }
    }
  }
}

private func mapped(_ model: some PassageReading, _ passage: Passage) -> [ModelMap] {
  let (_, trace) = LayerTrace.recording { withoutGraph { _ = passage.loss(.mean) } }
  let gates = model.recurrentLayers(of: passage, trace).compactMap { layer -> ModelMap? in
    let gates = layer.run.gates.filter { $0.name != "candidate" }
    if gates.isEmpty { return nil }
    let values = gates.map { gate in
      let (numbers, units) = (gate.values.doubles, gate.values.shape[2])
      return layer.tokens.indices.map { step in
        numbers[step * units..<(step + 1) * units].reduce(0, +) / Double(max(units, 1))
      }
    }
    return ModelMap(
      kind: .gates, name: layer.name, rows: gates.map(\.name), columns: layer.tokens,
      values: values)
  }
  let attention = model.attention(of: passage, trace).flatMap { layer in
    layer.weights.enumerated().map { head, values in
      ModelMap(
        kind: .attention,
        name: layer.weights.count == 1 ? layer.name : "\(layer.name) head \(head)",
        rows: layer.queries, columns: layer.keys, values: values)
    }
  }
  return gates + attention
}
