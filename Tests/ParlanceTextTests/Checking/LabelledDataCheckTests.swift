import Testing

@testable import ParlanceText

@Suite struct LabelledDataCheckTests {
  /// Texts of a file, one a line.
  private func texts(_ file: String, _ items: [(String, [String])]) -> LabelledTexts {
    LabelledTexts(
      items.enumerated().map {
        LabelledText(text: $1.0, labels: $1.1, file: file, line: $0 + 1)
      })
  }

  private func summary(_ check: LabelledDataCheck) -> [String] {
    check.findings.map { found in
      "\(found.kind.rawValue) \(found.severity.rawValue) \(found.file):\(found.line) "
        + "\(found.message)" + found.also.map { " \($0.file):\($0.line)" }.joined()
    }
  }

  @Test func nothingIsWrong() {
    let some = (0..<10).map { ("text \($0)", [$0 % 2 == 0 ? "a" : "b"]) }
    let check = LabelledDataCheck([
      ("training", texts("train", some)), ("test", texts("test", [("x", ["a"]), ("y", ["b"])])),
    ])
    #expect(check.findings == [])
    #expect(check.splits.map(\.texts) == [10, 2])
    #expect(check.splits[0].labels == ["a": 5, "b": 5])
    #expect(check.splits[0].lengths == LengthSummary([Int](repeating: 2, count: 10)))
  }

  @Test func repeatedAndConflictingTexts() {
    let many = (0..<10).map { ("text \($0)", [$0 % 2 == 0 ? "a" : "b"]) }
    let train = texts(
      "train",
      many + [("Same  one", ["a"]), ("same one", ["b"]), ("again", ["a"]), ("again", ["a"])])
    let test = texts("test", [("again", ["a"]), ("new", ["b"]), ("AGAIN", ["a"])])
    #expect(
      summary(LabelledDataCheck([("training", train), ("test", test)])) == [
        "conflict problem train:11 one text, different labels: a (1×), b (1×): \"same one\" train:12",
        "leak problem test:1 the text is in test and in training: \"again\" train:13 train:14",
        "duplicate note train:13 the text is there 2 times: \"again\" train:14",
        "duplicate note test:1 the text is there 2 times: \"again\" test:3",
      ])
  }

  @Test func labels() {
    let many = (0..<10).map { ("text \($0)", [$0 < 9 ? "ham" : "Ham"]) }
    let test = texts("test", [("x", ["ham"]), ("y", ["eggs"]), ("z", ["eggs"]), ("w", [])])
    #expect(
      summary(LabelledDataCheck([("training", texts("train", many)), ("test", test)])) == [
        "label problem test:4 the text has no label",
        "balance note train:1 90 % of training are ham: accuracy says little, look at F1",
        "balance note train:10 the label Ham is there only once in training",
        "label note train:10 the labels ham and Ham look like one train:1",
        "label problem test:2 the label eggs of test (2×) is not in training: no model can find it",
        "label note train:10 the label Ham is not in test: nothing there says how well it is found",
      ])
    #expect(
      summary(LabelledDataCheck([("training", texts("t", [("x", ["a"])]))])).first
        == "balance problem t:1 training has only the label a: there is nothing to tell apart")
  }

  @Test func emptyAndLongTexts() {
    let many = (0..<10).map { ("text \($0)", [$0 % 2 == 0 ? "a" : "b"]) }
    let long = [String](repeating: "word", count: 1001).joined(separator: " ")
    let check = LabelledDataCheck([
      ("training", texts("t", many + [(" \t ", ["a"]), (long, ["b"]), ("", ["a"])]))
    ])
    #expect(
      summary(check) == [
        "empty problem t:11 the text is empty",
        "length note t:12 the text has 1001 words; half of training have at most 2",
        "empty problem t:13 the text is empty",
      ])
  }

  @Test func nothing() {
    #expect(LabelledDataCheck([]).findings == [])
    #expect(LabelledDataCheck([("training", LabelledTexts([]))]).findings == [])
    #expect(LengthSummary([]).maximum == 0)
    #expect(LengthSummary(Array(1...100)).percentile95 == 96)
  }
}
