import ParlanceArrays
import ParlanceText
import Testing

@Suite struct LabelSetTests {
  @Test func labelsHaveTheirPlacesAsIndices() throws {
    let labels = try LabelSet(["ham", "spam", "eggs"])
    #expect(labels.count == 3)
    #expect(labels.index(of: "spam") == 1)
    #expect(labels.index(of: "egg") == nil)
  }

  /// é and e + ´ are one name, kept composed.
  @Test func namesThatDifferInNormalisationAreOne() throws {
    let labels = try LabelSet(["ham", "e\u{301}", "\u{1100}\u{1161}"])
    #expect(
      labels.names.map { Array($0.utf8) } == ["ham", "\u{E9}", "\u{AC00}"].map { Array($0.utf8) })
    #expect(labels.index(of: "\u{E9}") == 1 && labels.index(of: "e\u{301}") == 1)
    #expect(throws: InputError.self) { try LabelSet(["é", "e\u{301}"]) }
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let labels = try LabelSet(["a b", "<x>"])
    #expect(try withFile(labels.fileContents) { try LabelSet.read(from: $0) } == labels)
  }

  @Test(arguments: [
    (["a", ""], 2), (["a", "b", "a"], 3), (["a\nb"], 1), (["a", "a\0"], 2),
    (["\u{FEFF}a"], 1), (["a", "e\u{301}", "\u{E9}"], 3),
  ])
  func aLabelIsOneLineAndThereOnce(names: [String], line: Int) {
    let error = #expect(throws: InputError.self) { try LabelSet(names, file: "labels.txt") }
    #expect(error?.kind == .badData && error?.line == line && error?.file == "labels.txt")
  }
}
