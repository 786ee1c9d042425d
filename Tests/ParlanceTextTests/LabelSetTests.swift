import ParlanceSystem
import ParlanceText
import Testing

@Suite struct LabelSetTests {
  @Test func labelsHaveTheirPlacesAsIndices() throws {
    let labels = try LabelSet(["ham", "spam", "é", "e\u{301}"])
    #expect(labels.count == 4)
    #expect(labels.index(of: "spam") == 1)
    #expect(labels.index(of: "e\u{301}") == 3)
    #expect(labels.index(of: "eggs") == nil)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let labels = try LabelSet(["a b", "<x>"])
    #expect(try withFile(labels.fileContents) { try LabelSet.read(from: $0) } == labels)
  }

  @Test(arguments: [
    (["a", ""], 2), (["a", "b", "a"], 3), (["a\nb"], 1),
  ])
  func aLabelIsOneLineAndThereOnce(names: [String], line: Int) {
    let error = #expect(throws: InputError.self) { try LabelSet(names, file: "labels.txt") }
    #expect(error?.kind == .badData && error?.line == line && error?.file == "labels.txt")
  }
}
