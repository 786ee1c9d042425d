import ParlanceScores
import ParlanceTraining

extension ConfidenceInterval {
  /// Both ends.
  func text(_ number: (Double) -> String) -> String { "\(number(low)) … \(number(high))" }
}

extension Double {
  /// With a sign, as a difference.
  func signed(_ text: (Double) -> String) -> String {
    (self > 0 ? "+" : self < 0 ? "−" : "") + text(magnitude)
  }

  /// A p-value.
  var probability: String { self < 0.0001 ? "< 0.0001" : fixed(4) }
}

extension PairedDifference {
  /// Of shares in percent: the difference, its interval, and p.
  var cells: [String] {
    [
      value.signed(\.percent), interval.text { $0.signed(\.percent) }, pValue.probability,
    ]
  }
}

extension McNemar {
  /// What only the first and only the second has right, and p.
  var cells: [String] { ["\(onlyFirst) : \(onlySecond)", pValue.probability] }
}
