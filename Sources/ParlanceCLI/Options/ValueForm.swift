import Foundation
import ParlanceClassification
import ParlanceText
import ParlanceTraining

/// How values of a kind are written on a command line and in a file, and which of them do.
struct ValueForm<Value: Sendable>: Sendable {
  /// What is expected, for people.
  let expected: String
  /// What the help calls a value; nil for the option's name.
  var name: String?
  /// All that there are to choose from; empty where there are no names.
  var choices: [String] = []
  /// Whether it is a text, which YAML has between quotes.
  var isText = false
  /// Whether it is the name of a file.
  var isPath = false
  /// Whether several words may follow the option, which a file has between commas.
  var takesMany = false
  /// Whether a file has it as it was written, where one value can be written in several ways.
  var keepsText = false
  /// A value that means the same from every folder.
  var located: @Sendable (String) -> String = { $0 }
  /// Nil for what does not do.
  let read: @Sendable (String) -> Value?
  let write: @Sendable (Value) -> String
}

extension ValueForm where Value: LosslessStringConvertible {
  fileprivate init(
    _ expected: String, _ name: String, accepts: @escaping @Sendable (Value) -> Bool
  ) {
    self.init(
      expected: expected, name: name, read: { Value($0).flatMap { accepts($0) ? $0 : nil } },
      write: { "\($0)" })
  }
}

extension ValueForm<Bool> {
  /// Yes or no: a flag on the command line.
  static var truth: Self { Self("true or false", "") { _ in true } }
}

extension ValueForm<Bool> {
  /// Yes or no as a word, where neither is the default.
  static var yesOrNo: Self {
    Self(
      expected: "yes or no", name: "yes|no", choices: ["yes", "no"],
      read: { ["yes": true, "no": false][$0] }, write: { $0 ? "yes" : "no" })
  }
}

extension ValueForm<Int> {
  /// A whole number.
  static func whole(_ range: ClosedRange<Int>) -> Self {
    Self(
      "a whole number from \(range.lowerBound) to \(range.upperBound)", "n", accepts: range.contains
    )
  }

  /// An odd number.
  static func odd(_ range: ClosedRange<Int>) -> Self {
    Self("an odd number from \(range.lowerBound) to \(range.upperBound)", "n") {
      range.contains($0) && $0 % 2 == 1
    }
  }

  /// A number of bytes, with K, M, G or T for powers of 1024.
  static var bytes: Self {
    Self(
      expected: "a size, as in 500M or 4G", name: "size", keepsText: true,
      read: { text in
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units = ["": 0, "K": 10, "M": 20, "G": 30, "T": 40]
        guard let number = Int(digits),
          let shift = units[text.dropFirst(digits.count).uppercased()],
          number <= Int.max >> shift
        else { return nil }
        return number << shift
      }, write: { "\($0)" })
  }
}

extension ValueForm<UInt64> {
  static var seed: Self { Self("a whole number from 0 to 2^64 - 1", "n") { _ in true } }
}

extension ValueForm<Double> {
  /// More than 0.
  static var positive: Self { Self("a positive number", "number") { $0 > 0 && $0.isFinite } }
  static var nonnegative: Self {
    Self("0 or a positive number", "number") { $0 >= 0 && $0.isFinite }
  }
  /// A share that is less than 1.
  static var rate: Self { Self("a number of [0, 1)", "rate") { $0 >= 0 && $0 < 1 } }
  static var share: Self { Self("a number of [0, 1]", "share") { $0 >= 0 && $0 <= 1 } }
  /// What rates are multiplied by.
  static var factor: Self { Self("a number of (0, 1]", "factor") { $0 > 0 && $0 <= 1 } }
}

extension ValueForm<String> {
  /// A file or folder.
  static func path(_ name: String = "file") -> Self {
    var form = text("a path", name)
    form.isPath = true
    form.located = RunData.absolute
    return form
  }

  /// Two columns of pairs.
  static var columns: Self {
    Self(
      expected: "two columns with a comma between, as 1,2", name: "source,target", isText: true,
      read: { ParallelColumns($0) == nil ? nil : $0 }, write: { $0 })
  }

  /// Ways to make other texts, some of which read a file.
  static var augmentations: Self {
    var form = text("ways to augment", "ways")
    form.located = { text in
      text.split(separator: ",").map { way in
        guard let file = Augmenter.file(in: String(way)) else { return String(way) }
        return String(way).replacing(file, with: RunData.absolute(file), maxReplacements: 1)
      }.joined(separator: ",")
    }
    return form
  }

  /// A text that is not empty.
  static func text(_ expected: String, _ name: String) -> Self {
    Self(
      expected: expected, name: name, isText: true, read: { $0.isEmpty ? nil : $0 }, write: { $0 })
  }
}

extension ValueForm<String> {
  /// What stands between fields.
  static var separator: Self {
    Self(
      expected: "one character of ASCII, or tab", name: "character", isText: true,
      read: { ["tab", "\\t"].contains($0) ? "\t" : $0.utf8.count == 1 ? $0 : nil },
      write: { $0 == "\t" ? "tab" : $0 })
  }
}

extension ValueForm where Value: RawRepresentable<String> & CaseIterable {
  /// One of some names.
  static var choice: Self {
    let names = Value.allCases.map(\.rawValue)
    return Self(
      expected: "one of " + names.joined(separator: ", "), choices: names,
      read: { Value(rawValue: $0) }, write: { $0.rawValue })
  }
}

extension ValueForm<[String]> {
  /// Files.
  static var paths: Self {
    @Sendable func split(_ text: String) -> [String] {
      text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    var form = Self(
      expected: "files", name: "files", isText: true, isPath: true, takesMany: true,
      read: { split($0).isEmpty ? nil : split($0) }, write: { $0.joined(separator: ",") })
    form.located = { split($0).map(RunData.absolute).joined(separator: ",") }
    return form
  }
}

extension ValueForm<[Int]> {
  /// Whole numbers between spaces or commas.
  static func numbers(
    _ expected: String, _ name: String, accepts: @escaping @Sendable (Int) -> Bool = { _ in true }
  ) -> Self {
    Self(
      expected: expected, name: name,
      read: { text in
        let parts = text.split { $0 == " " || $0 == "," }
        let numbers = parts.compactMap { Int($0) }.filter(accepts)
        return numbers.isEmpty || numbers.count < parts.count ? nil : numbers
      }, write: { $0.map(String.init).joined(separator: " ") })
  }
}

extension ValueForm<ClosedRange<Int>?> {
  /// Lengths from one to another, as in 2-5; 0 for none.
  static func lengths(upTo most: Int) -> Self {
    Self(
      expected: "a range within 1 to \(most), as in 2-5, or 0", name: "range",
      read: { text in
        if text == "0" { return .some(nil) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count <= 2, let low = ends[0], let high = ends.last!, low >= 1, low <= high,
          high <= most
        else { return nil }
        return low...high
      },
      write: { range in
        guard let range else { return "0" }
        return range.count == 1
          ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
      })
  }
}

extension ValueForm<ClassWeights> {
  /// none, balanced, balanced:POWER, or label=weight between commas.
  static var classWeights: Self {
    Self(
      expected: "none, balanced, balanced:POWER, or weights as in spam=2,ham=1", name: "weights",
      keepsText: true, read: { ClassWeights($0) }, write: \.description)
  }
}
