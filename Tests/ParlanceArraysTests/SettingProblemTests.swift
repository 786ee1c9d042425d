import ParlanceArrays
import Testing

@Suite struct SettingProblemTests {
  @Test func saysWhatWasExpectedAndFound() {
    let problem = SettingProblem("hiddenSize", expected: "1 to 8", found: 0)
    #expect("\(problem)" == "hiddenSize: expected 1 to 8, found 0")
    let error = InputError(.usage, file: "a.yaml", problem)
    #expect("\(error)" == "a.yaml: hiddenSize: expected 1 to 8, found 0")
    #expect(error.problem == problem && error.kind == .usage)
    #expect(InputError(.usage, "other").problem == nil)
  }

  @Test func theFirstIsNamed() {
    let numbers = SettingProblem.first([
      "a": (1, 1...2), "b": (nil, 1...2), "c": (3, 1...2), "d": (0, 1 ... .max),
    ])
    #expect(numbers == SettingProblem("c", expected: "1 to 2", found: 3))
    #expect(SettingProblem.first(["d": (0, 1 ... .max)])?.expected == "at least 1")
    #expect(SettingProblem.first(counts: ["a": 1, "b": nil, "c": 0, "d": -1])?.setting == "c")
    #expect(SettingProblem.first(rates: ["a": 0, "b": 1])?.setting == "b")
    #expect(SettingProblem.first(rates: ["a": .nan])?.setting == "a")
    #expect(SettingProblem.first(of: nil, numbers, nil) == numbers)
    #expect(SettingProblem.unless(true, "a", expected: "", found: 1) == nil)
  }
}
