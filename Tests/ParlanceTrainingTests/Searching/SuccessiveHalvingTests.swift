import Foundation
import ParlanceSystem
import ParlanceTraining
import Testing

@Suite struct SuccessiveHalvingTests {
  private var space: SearchSpace {
    var space = SearchSpace()
    space.add("x", .real(0...1))
    return space
  }

  /// Best at x = 0.7; little effort sees it through noise.
  private func score(_ values: [String: SearchValue], _ share: Double) -> Double {
    guard case .real(let x)? = values["x"] else { return 0 }
    return 1 - abs(x - 0.7) - 0.1 * (1 - share) * x
  }

  @Test func aBracket() throws {
    var search = try SuccessiveHalving(space)
    try search.run(brackets: 1) { score($0, $1) }
    #expect(search.trials.map(\.rung) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2])
    let shares: Set<Double> = [1.0 / 9, 1.0 / 3, 1]
    #expect(Set(search.trials.map(\.share)) == shares)
    #expect(search.trials[0].values.isEmpty && search.trials[1].values.count == 1)
    // The caller's own, and the three best of the first round, the best first.
    let first = search.trials[..<9].sorted { $0.score! > $1.score! }.prefix(3).map(\.candidate)
    #expect(search.trials[9..<13].map(\.candidate) == [0] + first)
    let second = search.trials[9..<13].max { $0.score! < $1.score! }
    #expect(search.trials[13...].map(\.candidate) == [0, second?.candidate])
    #expect(search.best == search.trials[14])
  }

  /// Little effort makes it look the worst; all of it shows that it is the best.
  @Test func theCallersOwnIsNotOverlooked() throws {
    var search = try SuccessiveHalving(space)
    try search.run(brackets: 2) { values, share in
      values.isEmpty && share == 1 ? 2 : score(values, share)
    }
    #expect(search.best?.candidate == 0 && search.best?.values.isEmpty == true)
  }

  @Test func severalBracketsFindTheBest() throws {
    var search = try SuccessiveHalving(space)
    var seen = 0
    try search.run(brackets: 8, observe: { _ in seen += 1 }, evaluate: { score($0, $1) })
    #expect(search.trials.count == 8 * 13 + 2 && seen == 8 * 13 + 2)
    #expect(Set(search.trials.map(\.candidate)) == Set(0..<72))
    #expect(try #require(search.best?.score) > 0.97)
    var again = try SuccessiveHalving(space)
    try again.run(brackets: 8) { score($0, $1) }
    #expect(again.trials.map(\.values) == search.trials.map(\.values))
  }

  /// Stopped anywhere and gone on with, it makes the same trials.
  @Test func resumed() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var whole = try SuccessiveHalving(space)
    try whole.run(brackets: 2) { score($0, $1) }
    for stop in [1, 9, 11, 14, 26] {
      try? FileManager.default.removeItem(atPath: path)
      var count = 0
      var first = try SuccessiveHalving(space, file: path)
      try first.run(
        brackets: 2, isOver: { count == stop },
        evaluate: {
          count += 1
          return score($0, $1)
        })
      #expect(first.trials.count == stop)
      var second = try SuccessiveHalving(space, file: path)
      try second.run(brackets: 2) { score($0, $1) }
      #expect(second.trials.map(\.values) == whole.trials.map(\.values))
      #expect(second.trials.map(\.score) == whole.trials.map(\.score))
      #expect(second.best?.candidate == whole.best?.candidate)
    }
    var other = SearchSpace()
    other.add("x", .real(0...2))
    #expect(throws: InputError.self) { try SuccessiveHalving(other, file: path) }
    try Data("{".utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: InputError.self) { try SuccessiveHalving(space, file: path) }
    #expect(error?.file == path && error?.kind == .badData)
  }

  @Test func failuresAndNumbersThatAreNone() throws {
    var search = try SuccessiveHalving(space)
    var count = 0
    try search.run(brackets: 1) { values, share in
      count += 1
      if count == 2 { throw InputError(.failure, "it diverged") }
      return count == 3 ? .nan : score(values, share)
    }
    #expect(search.trials[1].failure == "it diverged" && search.trials[1].score == nil)
    #expect(search.trials[2].score == nil && search.trials[2].failure != nil)
    #expect(search.trials.count == 15)
    var hopeless = try SuccessiveHalving(space)
    try hopeless.run(brackets: 1) { _, _ in throw InputError(.failure, "no") }
    #expect(hopeless.trials.count == 9 && hopeless.best == nil)
    var unread = try SuccessiveHalving(space)
    #expect(throws: InputError.self) {
      try unread.run { _, _ in throw InputError(.badData, "no text") }
    }
    #expect(unread.trials.isEmpty)
    var wrong = try SuccessiveHalving(space)
    #expect(throws: InputError.self) {
      try wrong.run { _, _ in throw InputError(.usage, "no such option") }
    }
  }

  @Test func aTrialThatIsCutOffIsNone() throws {
    var search = try SuccessiveHalving(space)
    var count = 0
    try search.run { values, share in
      count += 1
      return count == 4 ? nil : score(values, share)
    }
    #expect(search.trials.count == 3)
    // Nothing has had the full effort yet: the best of what there is.
    #expect(search.best?.score == search.trials.compactMap(\.score).max())
  }

  @Test func withoutRoundsNothingIsTriedTwice() throws {
    var space = SearchSpace()
    space.add("a", .integer(1...3))
    space.add("b", .choice(["x", "y"]))
    var rules = SuccessiveHalving.Rules()
    (rules.rungs, rules.factor) = (1, 2)
    var search = try SuccessiveHalving(space, rules)
    try search.run { values, share in
      #expect(share == 1)
      guard case .integer(let a)? = values["a"] else { return 0.5 }
      return values["b"] == .text("y") ? Double(a) : 0
    }
    #expect(search.trials.count == 7 && Set(search.trials.map(\.values)).count == 7)
    #expect(search.best?.values == ["a": .integer(3), "b": .text("y")])
  }
}
