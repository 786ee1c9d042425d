import ParlanceDrawing
import ParlanceTestSupport
import Testing

@Suite struct SurpriseTextTests {
  private typealias Word = SurpriseText.Word

  @Test func wordsAndNumbers() throws {
    let text = SurpriseText(
      "A <text>", lines: [[Word("the", 0), Word("<unk>", 4.06)], [], [Word("猫", .nan)]])
    try expectWellFormed(text.svg)
    #expect(elementCount(text.svg, "word") == 3)
    for part in ["A &lt;text&gt;", "the", "&lt;unk&gt;", "4.1", "0.0", "猫", "4.1 nats"] {
      #expect(text.svg.contains(">\(part)</text>"), "\(part)")
    }
    // The ends of the colours, and the colour of what has no number.
    for colour in ["#f7fbff", "#08306b", "#e5e7eb"] { #expect(text.svg.contains(colour)) }
    #expect(text.svg == text.svg)
    #expect(text.range == 0...4.06)
  }

  @Test func longLinesAreBroken() throws {
    let words = (0..<60).map { Word("word\($0)", Double($0)) }
    let broken = SurpriseText("", lines: [words], width: 400)
    try expectWellFormed(broken.svg)
    func height(_ svg: String) throws -> Double {
      let part = try #require(svg.split(separator: "height=\"").dropFirst().first)
      return try #require(Double(part.prefix { $0 != "\"" }))
    }
    let wide = SurpriseText("", lines: [words], width: 8000)
    #expect(try height(broken.svg) > 10 * 30)
    #expect(try height(wide.svg) < 120)
    // No box is cut off, however narrow the picture is to be.
    #expect(
      SurpriseText("", lines: [[Word("extraordinarily", 1)]], width: 10).svg
        .contains(">extraordinarily</text>"))
  }

  @Test func numbersOfAllKinds() throws {
    let text = SurpriseText(
      "", lines: [[Word("a", .infinity), Word("b", -.infinity), Word("c", -0.0), Word("d", -2)]])
    try expectWellFormed(text.svg)
    for part in ["∞", "−∞", "0.0", "−2.0"] { #expect(text.svg.contains(">\(part)</text>")) }
    try expectWellFormed(SurpriseText("", lines: []).svg)
    try expectWellFormed(SurpriseText("", lines: [[Word("", .nan)], []]).svg)
    try expectWellFormed(SurpriseText("", lines: [[Word("a", 1)]], range: 2...2).svg)
  }
}
