import Foundation
import Parlance

/// A question with an answer that was computed, and what is said to wrong ones.
public struct Exercise: Sendable {
  /// An answer, right or wrong.
  public enum Answer: Sendable {
    /// Numbers, each right where it rounds to the right one at so many decimals.
    case numbers([Double], decimals: Int)
    /// One of several words.
    case choice(String, of: [String])

    /// One number.
    static func number(_ value: Double, _ decimals: Int = 2) -> Answer {
      .numbers([value], decimals: decimals)
    }
  }

  /// What an answer is worth.
  public struct Verdict: Sendable, Encodable, Equatable {
    /// Whether it is right.
    public let isRight: Bool
    /// Why it is right, or what may have gone wrong.
    public let reply: String
  }

  /// What is asked.
  public let question: String
  let answer: Answer
  let why: String
  let hint: String
  let slips: [(said: Answer, reply: String)]

  /// Creates an exercise.
  ///
  /// - `why`: what is said of the right answer.
  /// - `hint`: what is said of a wrong one.
  /// - `slips`: wrong answers that have a known reason, with what is said of them.
  init(
    _ question: String, _ answer: Answer, why: String, hint: String,
    slips: [(said: Answer, reply: String)] = []
  ) {
    (self.question, self.answer, self.why) = (question, answer, why)
    (self.hint, self.slips) = (hint, slips)
  }

  /// What an answer looks like, in words.
  public var form: String {
    switch answer {
    case .numbers(let numbers, let decimals):
      let (one, many) = (numbers.count == 1, "\(numbers.count) ")
      let noun = (decimals == 0 ? "whole number" : "number") + (one ? "" : "s")
      return (one ? "a " : many) + noun
        + (decimals == 0 ? "" : " to \(decimals) decimal\(decimals == 1 ? "" : "s")")
        + (one ? "" : ", with blanks between")
    case .choice(_, let choices): return "one of: " + choices.joined(separator: ", ")
    }
  }

  /// The right answer as it may be given.
  public var solution: String {
    switch answer {
    case .numbers(let numbers, let decimals):
      numbers.map { $0.fixed(decimals) }.joined(separator: " ")
    case .choice(let word, _): word
    }
  }

  /// Judges an answer.
  ///
  /// - Throws: `InputError` where it has not the form of an answer.
  public func judge(_ said: String) throws -> Verdict {
    switch answer {
    case .choice(let right, let choices):
      let word = said.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
      guard let given = choices.first(where: { $0.lowercased() == word }) else {
        throw strange(said)
      }
      if given == right { return Verdict(isRight: true, reply: why) }
      for case (.choice(given, _), let reply) in slips {
        return Verdict(isRight: false, reply: reply)
      }
      return Verdict(isRight: false, reply: hint)
    case .numbers(let right, let decimals):
      guard let given = Self.numbers(said), given.count == right.count else { throw strange(said) }
      let unit = pow(10, -Double(decimals))
      if Self.isNear(given, right, 0.51 * unit) { return Verdict(isRight: true, reply: why) }
      for case (.numbers(let slip, _), let reply) in slips
      where slip.count == given.count && Self.isNear(given, slip, 0.51 * unit) {
        return Verdict(isRight: false, reply: reply)
      }
      if decimals > 0, Self.isNear(given, right, 5 * unit) {
        return Verdict(isRight: false, reply: "Near; the answer is \(form). " + hint)
      }
      if Self.isNear(given, right.map { -$0 }, 0.51 * unit) {
        return Verdict(isRight: false, reply: "The sign is the other one. " + hint)
      }
      return Verdict(isRight: false, reply: hint)
    }
  }

  private func strange(_ said: String) -> InputError {
    InputError(.usage, "expected an answer of the form: \(form); found \(said.shown)")
  }

  private static func isNear(_ a: [Double], _ b: [Double], _ distance: Double) -> Bool {
    zip(a, b).allSatisfy { abs($0 - $1) <= distance }
  }

  /// Numbers between blanks, brackets and semicolons: 0.7, 1e-3, 5/7, −2, 117,4.
  private static func numbers(_ text: String) -> [Double]? {
    let plain = text.replacingOccurrences(of: "−", with: "-")
    let parts = plain.split { $0.isWhitespace || "[]();".contains($0) }
    let numbers = parts.map { part -> Double? in
      // A comma at the end parts, one within is that of decimals.
      let word = part.last == "," ? part.dropLast() : part
      let sides = word.replacingOccurrences(of: ",", with: ".")
        .split(separator: "/", omittingEmptySubsequences: false)
      let values = sides.map { Double($0) }
      switch (values.count, values.first ?? nil, values.last ?? nil) {
      case (1, let value?, _): return value.isFinite ? value : nil
      case (2, let above?, let below?): return below == 0 ? nil : above / below
      default: return nil
      }
    }
    return numbers.isEmpty || numbers.contains { $0 == nil } ? nil : numbers.map { $0! }
  }
}
