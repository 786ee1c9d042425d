import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceText

/// A network's model that can be looked into while it reads a text.
public protocol PassageReading: NetworkModel {
  /// What the model reads of a text, and its loss on it.
  ///
  /// - `answer`: what should follow: the next token of a language model, the label of a classifier, the tags
  ///   of a tagger, the translation of a translator. Nil for what the model itself would say, or of a
  ///   language model the line's end.
  /// - Throws: `InputError` for an answer that the model does not know.
  func passage(_ text: String, answer: String?) throws -> Passage
}

/// One text as a model reads it.
public struct Passage {
  /// Tokens that some layers read one after the other.
  public struct Sequence: Sendable, Equatable {
    /// What it is called where there are several: source, target.
    public let name: String
    /// What the names of the modules that read it begin with; empty for all.
    public let module: String
    /// The tokens, one a step.
    public let tokens: [String]

    /// Creates a sequence.
    public init(_ name: String = "", of module: String = "", tokens: [String]) {
      (self.name, self.module, self.tokens) = (name, module, tokens)
    }
  }

  /// What the loss is taken of.
  public enum LossPart: String, Sendable, CaseIterable {
    /// What is predicted last: the one whose gradient goes the longest way.
    case last
    /// All that is predicted, in the mean.
    case mean
  }

  /// What is read: one sequence, or a source and a target.
  public let sequences: [Sequence]
  /// What is predicted last: "−ln P(joy)".
  public let lastLoss: String
  /// Whether the last prediction has a loss of its own.
  public let hasParts: Bool
  /// The loss in nats, anew each time that it is asked for.
  public let loss: (LossPart) -> Tensor

  /// Creates a passage.
  public init(
    _ sequences: [Sequence], lastLoss: String, hasParts: Bool, loss: @escaping (LossPart) -> Tensor
  ) {
    (self.sequences, self.lastLoss) = (sequences, lastLoss)
    (self.hasParts, self.loss) = (hasParts, loss)
  }

  /// The sequence that a module of this name reads; nil where it reads none token by token.
  public func sequence(of module: String) -> Sequence? {
    sequences.first { module.hasPrefix($0.module) }
  }

  /// What is written over a picture of the loss.
  public func lossName(_ part: LossPart) -> String {
    part == .last || !hasParts ? lastLoss : "mean loss"
  }
}

/// A recurrent layer's run over one of a passage's sequences.
public struct PassageLayer {
  /// "layer 0", "layer 0 reversed", "encoder layer 0".
  public let name: String
  /// What it did.
  public let run: LayerTrace.RecurrentRun
  /// The tokens of its steps.
  public let tokens: [String]
}

/// What one attending layer looked at in a passage.
public struct PassageAttention {
  /// The module's name.
  public let name: String
  /// By the head, the query and the key.
  public let weights: [[[Double]]]
  /// The tokens that looked.
  public let queries: [String]
  /// The tokens that were looked at.
  public let keys: [String]
}

extension PassageReading {
  /// The recurrent layers that ran over a passage's sequences, from the input up.
  public func recurrentLayers(of passage: Passage, _ trace: LayerTrace) -> [PassageLayer] {
    let names = moduleNames
    return trace.recurrent.compactMap { run in
      guard let name = names[ObjectIdentifier(run.layer)],
        let sequence = passage.sequence(of: name), run.hidden.shape[0] == 1,
        run.hidden.shape[1] == sequence.tokens.count
      else { return nil }
      // rnn.layers.0, encoder.layers.1.backward: the numbers of the stack's layers are what counts.
      let parts = name.split(separator: ".")
      let index = parts.firstIndex(of: "layers").map { String(parts[$0 + 1]) } ?? "0"
      let stack = passage.sequences.count > 1 ? "\(parts[0]) " : ""
      return PassageLayer(
        name: stack + "layer \(index)" + (run.layer.isReversed ? " reversed" : ""), run: run,
        tokens: sequence.tokens)
    }
  }

  /// What each attending layer looked at.
  public func attention(of passage: Passage, _ trace: LayerTrace) -> [PassageAttention] {
    let names = moduleNames
    return trace.attention.compactMap { use in
      guard let name = names[ObjectIdentifier(use.module)] else { return nil }
      var shape = use.weights.shape
      // One vector of weights is one query, without heads.
      if shape.count == 2 { shape.insert(1, at: 1) }
      if shape.count == 3 { shape.insert(1, at: 1) }
      let (heads, rows, columns) = (shape[1], shape[2], shape[3])
      // A layer that looks at the source is one of the decoder, called so, or has none beside it.
      let looksAcross = name.contains("multihead_attn") || use.module is SequenceAttention
      guard shape[0] == 1, let own = passage.sequence(of: looksAcross ? "decoder" : name),
        let read = looksAcross ? passage.sequences.first : own, read.tokens.count == columns
      else { return nil }
      // A decoder looks at the source for the token that it writes next.
      let looking: [String] =
        looksAcross && passage.sequences.count > 1
        ? Array(own.tokens.dropFirst()) + [Vocabulary.sentenceEnd] : own.tokens
      let queries = rows == looking.count ? looking : rows == 1 ? ["text"] : nil
      guard let queries else { return nil }
      let values = use.weights.doubles
      return PassageAttention(
        name: name,
        weights: (0..<heads).map { head in
          (0..<rows).map { row in
            let begin = (head * rows + row) * columns
            return Array(values[begin..<begin + columns])
          }
        }, queries: queries, keys: read.tokens)
    }
  }

  private var moduleNames: [ObjectIdentifier: String] {
    Dictionary(
      module.namedModules().map { (ObjectIdentifier($0.module), $0.name) },
      uniquingKeysWith: { first, _ in first })
  }
}
