import ParlanceClassification
import ParlanceNN
import ParlanceTagging

/// What is chosen of a transformer's encoder, in whatever model.
struct EncoderChoices: Sendable {
  var heads: Int?
  var feedForwardSize: Int?
  var positions: PositionKind
  var normalisesFirst: Bool
}

/// The options of a transformer's encoder.
let transformerRows: [OptionRow<EncoderChoices>] = [
  OptionRow(
    "heads", \.heads, .whole(1...1024), "Attention heads.",
    default: "as many as have 32 numbers each, 8 at most"),
  OptionRow(
    "feed-forward-size", \.feedForwardSize, .whole(1...262144),
    "Hidden units of each feed-forward part.", default: "4 times the hidden size"),
  OptionRow("positions", \.positions, .choice, "How the network knows where tokens stand."),
  OptionRow(
    "pre-norm", \.normalisesFirst, .truth, "Normalise the input of each part, rather than its sum."),
]

extension ClassifierArchitecture {
  var transformer: EncoderChoices {
    get {
      EncoderChoices(
        heads: heads, feedForwardSize: feedForwardSize, positions: positions,
        normalisesFirst: normalisesFirst)
    }
    set {
      (heads, feedForwardSize) = (newValue.heads, newValue.feedForwardSize)
      (positions, normalisesFirst) = (newValue.positions, newValue.normalisesFirst)
    }
  }
}

extension TaggerArchitecture {
  var transformer: EncoderChoices {
    get {
      EncoderChoices(
        heads: heads, feedForwardSize: feedForwardSize, positions: positions,
        normalisesFirst: normalisesFirst)
    }
    set {
      (heads, feedForwardSize) = (newValue.heads, newValue.feedForwardSize)
      (positions, normalisesFirst) = (newValue.positions, newValue.normalisesFirst)
    }
  }
}
