import Foundation
import ParlanceSystem
import Testing

@Suite struct InputErrorTests {
  @Test func theDescriptionNamesThePlace() {
    #expect(InputError(.usage, "no such option").description == "no such option")
    #expect(InputError(.badData, file: "a.txt", "empty").description == "a.txt: empty")
    #expect(InputError(.badData, file: "a.txt", line: 3, "odd").description == "a.txt:3: odd")
  }

  @Test func whoShowsErrorsShowsWhatIsWrong() {
    let error: any Error = InputError(.badData, file: "a.txt", line: 3, "odd")
    #expect(error.localizedDescription == "a.txt:3: odd")
    let problem: any Error = SettingProblem("order", expected: "1 to 6", found: 7)
    #expect(problem.localizedDescription == "order: expected 1 to 6, found 7")
  }

  @Test func kindsAreExitCodes() {
    let kinds: [InputError.Kind] = [
      .failure, .usage, .badData, .missingInput, .cannotCreate, .inputOutput,
    ]
    #expect(kinds.map(\.rawValue) == [1, 64, 65, 66, 73, 74])
  }
}
