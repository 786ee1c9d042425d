import ParlanceNN
import ParlanceText

/// What a recurrent language model is made of: the part of `model.json` that its weights must fit.
public struct LanguageModelArchitecture: Codable, Sendable, Equatable {
  /// Whether a model reads one stream across all lines, or each line from a state of zeros.
  public enum Context: String, Codable, Sendable, CaseIterable { case stream, line }

  /// The kind of recurrent cell.
  public var cell = RecurrentCell.lstm
  /// V, with the four special tokens.
  public var vocabularySize = 0
  /// E.
  public var embeddingSize = 200
  /// H.
  public var hiddenSize = 200
  /// Recurrent layers.
  public var layers = 2
  /// The rate of dropout on embeddings, between layers and before the output layer.
  public var dropout = 0.0
  /// Whether one mask serves all steps of a window.
  public var sharedDropout = false
  /// Whether the output layer uses the embeddings; E = H then.
  public var tied = false
  /// Words, Unicode scalars or graphemes.
  public var level = TextLevel.word
  /// What a line's first prediction may depend on.
  public var context = Context.stream

  /// Creates the defaults.
  public init() {}

  private enum CodingKeys: String, CodingKey {
    case cell, vocabularySize, embeddingSize, hiddenSize, layers, dropout, sharedDropout, tied
    case level, context
  }

  /// Reads an architecture; what a writer may leave out has its default.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func optional<T: Decodable>(_ key: CodingKeys, _ value: inout T) throws {
      if let found = try values.decodeIfPresent(T.self, forKey: key) { value = found }
    }
    cell = try values.decode(RecurrentCell.self, forKey: .cell)
    vocabularySize = try values.decode(Int.self, forKey: .vocabularySize)
    embeddingSize = try values.decode(Int.self, forKey: .embeddingSize)
    hiddenSize = try values.decode(Int.self, forKey: .hiddenSize)
    layers = try values.decode(Int.self, forKey: .layers)
    try optional(.dropout, &dropout)
    try optional(.sharedDropout, &sharedDropout)
    try optional(.tied, &tied)
    try optional(.level, &level)
    try optional(.context, &context)
  }

  /// What is wrong with the numbers, or nil: no model may be built before this is nil.
  public var problem: String? {
    let sizes = [
      ("vocabularySize", vocabularySize, 1 << 26), ("embeddingSize", embeddingSize, 1 << 16),
      ("hiddenSize", hiddenSize, 1 << 16), ("layers", layers, 64),
    ]
    for (name, value, most) in sizes where value < 1 || value > most {
      return "\(name): expected 1 to \(most), found \(value)"
    }
    if !(dropout >= 0 && dropout < 1) { return "dropout: expected [0, 1), found \(dropout)" }
    if tied && embeddingSize != hiddenSize {
      return "tied weights need embeddingSize = hiddenSize, "
        + "found \(embeddingSize) and \(hiddenSize)"
    }
    return nil
  }
}
