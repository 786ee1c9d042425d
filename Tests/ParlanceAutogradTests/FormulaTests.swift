import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import Testing

@Suite struct FormulaTests {
  private func value(_ text: String, _ values: [String: Double] = [:]) throws -> Double {
    try Formula(text).value(values.mapValues { Tensor($0, .float64) }).item
  }

  @Test(arguments: [
    ("1 + 2 * 3", 7.0), ("(1 + 2) * 3", 9), ("2 ** 3 ** 2", 512), ("-2 ** 2", -4),
    ("2 ** -1", 0.5), ("8 / 4 / 2", 1), ("7 - 2 - 1", 4), ("-(-3)", 3), ("1e2 + .5", 100.5),
    ("relu(-1) + relu(2)", 2), ("log(exp(3))", 3), ("2^3", 8), ("- 1 * -2", 2),
  ])
  func ranksOfOperators(text: String, expected: Double) throws {
    #expect(abs(try value(text) - expected) < 1e-12)
  }

  /// Row C1 of the lectures: L = c (a + 2 b).
  @Test func gradients() throws {
    let formula = try Formula("L = c * (a + 2 * b)")
    #expect(formula.names == ["c", "a", "b"] && formula.result == "L")
    let numbers = ["a": 3.0, "b": 1, "c": -2]
    let parameters = numbers.mapValues { Parameter(NDArray(scalar: $0, .float64)) }
    let loss = formula.value(parameters.mapValues(\.tensor))
    let gradients = loss.backward()
    #expect(loss.item == -10)
    #expect(parameters.mapValues { gradients[$0].item } == ["a": -2, "b": -4, "c": 5])
  }

  @Test(arguments: [
    ("a +", "expected a number, a name or ( at the end, found the end"),
    ("", "expected a number, a name or ( at the end, found the end"),
    ("(a", "expected ) at the end, found the end"),
    ("a b", "expected an operator or the end at character 3, found b"),
    ("a $ b", "expected an operator or the end at character 3, found $"),
    ("1.2.3", "expected a number, a name or ( at character 1, found 1.2.3"),
    ("foo(a)", "found foo"), ("3 = a", "expected a name before = at character 1, found 3"),
  ])
  func errorsSayWhatIsExpectedWhere(text: String, message: String) throws {
    let error = #expect(throws: InputError.self) { try Formula(text) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test func depthIsBounded() {
    let text = String(repeating: "(", count: 100_000) + "1"
    #expect(throws: InputError.self) { try Formula(text) }
    #expect(throws: InputError.self) { try Formula(String(repeating: "-", count: 100_000) + "1") }
  }
}
