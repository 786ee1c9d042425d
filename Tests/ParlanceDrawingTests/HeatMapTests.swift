import Foundation
import ParlanceDrawing
import ParlanceTestSupport
import Testing

@Suite struct HeatMapTests {
  @Test func cellsAndNames() throws {
    let svg = HeatMap(
      "Gates", rows: ["input", "forget"], columns: ["the", "cat", "<sat>"],
      values: [[0, 0.5, 1], [0.25, .nan, -0.75]]
    ).svg
    try expectWellFormed(svg)
    #expect(elementCount(svg, "cell") == 6)
    for text in ["Gates", "input", "forget", "cat", "&lt;sat&gt;", "0.50", "−0.75"] {
      #expect(svg.contains(">\(text)</text>"))
    }
  }

  @Test func theEndsOfTheRangeHaveTheEndsOfTheColours() {
    let map = HeatMap(
      "", rows: ["r"], columns: ["a", "b", "c"], values: [[-5, 0, 5]], range: -1...1,
      colours: .diverging, showsNumbers: false)
    for colour in ["#2166ac", "#f7f7f7", "#b2182b"] { #expect(map.svg.contains(colour)) }
    #expect(!map.svg.contains(">5.00<"))
  }

  @Test func shadesStandInForValues() {
    var map = HeatMap("", rows: ["r"], columns: ["a", "b"], values: [[1, 0]], range: 0...1)
    #expect(map.svg.contains("#08306b"))
    map.shades = [[0, 0]]
    map.valueTitle = "share of\nthe row"
    let cells = map.svg.components(separatedBy: "class=\"cell\"").dropFirst()
    #expect(cells.allSatisfy { $0.prefix { $0 != ">" }.contains("fill=\"#f7fbff\"") })
    #expect(map.svg.contains(">1.00</text>"))
    #expect(map.svg.contains(">share of</text>") && map.svg.contains(">the row</text>"))
  }

  @Test func longNamesLean() {
    let svg = HeatMap(
      "", rows: ["r"], columns: ["extraordinarily", "b"], values: [[1, 2]]
    ).svg
    #expect(svg.contains("rotate(-45"))
  }

  @Test func emptyOnes() throws {
    try expectWellFormed(HeatMap("", rows: [], columns: [], values: []).svg)
    try expectWellFormed(HeatMap("", rows: ["a"], columns: [], values: [[]]).svg)
    try expectWellFormed(HeatMap("", rows: ["a"], columns: ["b"], values: [[3]]).svg)
  }

  @Test func valuesThatDoNotFitTrap() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = HeatMap("", rows: ["a"], columns: ["b"], values: [[1, 2]])
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("HeatMap: expected 1 rows of 1 values, found rows of [2]"))
  }
}
