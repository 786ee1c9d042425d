import ParlanceSystem
import Testing

@Suite struct InputErrorTests {
  @Test func theDescriptionNamesThePlace() {
    #expect(InputError(.usage, "no such option").description == "no such option")
    #expect(InputError(.badData, file: "a.txt", "empty").description == "a.txt: empty")
    #expect(InputError(.badData, file: "a.txt", line: 3, "odd").description == "a.txt:3: odd")
  }

  @Test func kindsAreExitCodes() {
    let kinds: [InputError.Kind] = [
      .failure, .usage, .badData, .missingInput, .cannotCreate, .inputOutput,
    ]
    #expect(kinds.map(\.rawValue) == [1, 64, 65, 66, 73, 74])
  }
}
