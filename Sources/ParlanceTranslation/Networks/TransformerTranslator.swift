import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem

/// A transformer encoder and decoder.
///
/// Vectors of tokens are multiplied by √E and have places added to them, or turned into queries and keys.
/// With pre-norm both stacks end in a norm. Vaswani et al., *Attention Is All You Need*, 2017.
public final class TransformerTranslator: TranslationNetwork {
  public let architecture: TranslationArchitecture
  /// Nil where the target's serves both sides.
  let sourceTable: Embedding?
  let targetTable: Embedding
  let sourcePositions: PositionalEncoding?
  let targetPositions: PositionalEncoding?
  let encoder: [TransformerEncoderLayer]
  let decoder: [TransformerDecoderLayer]
  let encoderNorm: LayerNorm?
  let decoderNorm: LayerNorm?
  public let output: FullSoftmax
  public let pointer: PointerGenerator?
  private let dropout: Dropout

  private var rotary: RotaryPositions? {
    architecture.positions == .rotary ? RotaryPositions() : nil
  }

  /// Creates a network; traps where the architecture has a problem.
  public init(_ architecture: TranslationArchitecture, using generator: inout RandomGenerator) {
    if let problem = architecture.problem { fatalError("TransformerTranslator: \(problem)") }
    self.architecture = architecture
    let size = architecture.hiddenSize
    // √E times these have variance 1.
    let initializer = Initializer.normal(1 / Double(size).squareRoot())
    dropout = Dropout(architecture.dropout)
    func table(_ count: Int) -> Embedding {
      Embedding(
        count, size, wordDropout: architecture.wordDropout, initializer: initializer,
        using: &generator)
    }
    sourceTable = architecture.sharesVocabulary ? nil : table(architecture.sourceVocabularySize)
    targetTable = table(architecture.targetVocabularySize)
    func positions() -> PositionalEncoding? {
      switch architecture.positions {
      case .sinusoidal: PositionalEncoding(sinusoidal: size)
      // One more for `<s>`.
      case .learned:
        PositionalEncoding(learned: architecture.maximumLength + 1, size, using: &generator)
      case .rotary: nil
      }
    }
    (sourcePositions, targetPositions) = (positions(), positions())
    let options = TransformerLayerOptions(
      size: size, headCount: architecture.heads, feedForwardSize: architecture.feedForwardSize,
      dropout: architecture.dropout, normalisesFirst: architecture.normalisesFirst)
    var (encoders, decoders): ([TransformerEncoderLayer], [TransformerDecoderLayer]) = ([], [])
    for _ in 0..<architecture.layers {
      encoders.append(TransformerEncoderLayer(options, using: &generator))
      decoders.append(TransformerDecoderLayer(options, using: &generator))
    }
    (encoder, decoder) = (encoders, decoders)
    encoderNorm = architecture.normalisesFirst ? LayerNorm(size) : nil
    decoderNorm = architecture.normalisesFirst ? LayerNorm(size) : nil
    output =
      architecture.tied
      ? FullSoftmax(tiedTo: targetTable.weight)
      : FullSoftmax(
        size, architecture.targetVocabularySize, initializer: .xavier, using: &generator)
    pointer = architecture.copying ? PointerGenerator(size, using: &generator) : nil
  }

  private func embedded(
    _ tokens: TokenRows, _ table: Embedding, _ positions: PositionalEncoding?, starts: [Int]?,
    _ mode: Mode
  ) -> Tensor {
    let vectors = table(
      tokens.ids, shape: [tokens.count, tokens.steps], mode.part("words"))
    let x = vectors * Double(architecture.hiddenSize).squareRoot()
    return dropout(positions.map { $0(x, starts: starts) } ?? x, mode.part("input"))
  }

  public func encode(_ tokens: TokenRows, mode: Mode) -> EncodedSource {
    let mode = mode.part("encoder")
    var x = embedded(
      tokens, sourceTable ?? targetTable, sourcePositions, starts: nil, mode)
    let limits = AttentionLimits(keyLengths: tokens.lengths)
    for (index, layer) in encoder.enumerated() {
      x = layer(x, limits: limits, rotary: rotary, mode: mode.part("layer", index))
    }
    if let encoderNorm { x = encoderNorm(x) }
    return EncodedSource(
      tensors: decoder.enumerated().flatMap { index, layer in
        let memory = layer.sourceMemory(of: x)
        return [("keys_l\(index)", memory.keys), ("values_l\(index)", memory.values)]
      }, tokens: tokens)
  }

  public func decode(
    _ tokens: TokenRows, _ source: EncodedSource, state: CarriedState?, keepsState: Bool, mode: Mode
  ) -> (hidden: Tensor, weights: Tensor?, state: CarriedState) {
    let mode = mode.part("decoder")
    var caches = caches(state, rows: tokens.count)
    var x = embedded(tokens, targetTable, targetPositions, starts: caches[0].places, mode)
    var weights: Tensor?
    for (index, layer) in decoder.enumerated() {
      let memory = AttentionMemory(
        keys: source["keys_l\(index)"], values: source["values_l\(index)"])
      (x, weights) = layer.extend(
        x, &caches[index], counts: tokens.lengths, memory: memory, sourceLengths: source.lengths,
        rotary: rotary, keepsCache: keepsState, mode: mode.part("layer", index))
    }
    if let decoderNorm { x = decoderNorm(x) }
    return (x, weights, keepsState ? CarriedState(caches) : CarriedState())
  }

  private func caches(_ state: CarriedState?, rows: Int) -> [KeyValueCache] {
    (0..<architecture.layers).map { layer in
      state?.cache(layer)
        ?? KeyValueCache(
          rows: rows, headCount: architecture.heads,
          headSize: architecture.hiddenSize / architecture.heads)
    }
  }
}
