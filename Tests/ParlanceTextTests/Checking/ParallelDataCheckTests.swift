import Testing

@testable import ParlanceText

@Suite struct ParallelDataCheckTests {
  private func check(_ splits: [SentencePair]...) -> ParallelDataCheck {
    ParallelDataCheck(
      splits.enumerated().map { ("part \($0)", ParallelText($1, file: "f\($0)")) })
  }

  private func pair(_ source: String, _ target: String) -> SentencePair {
    SentencePair(source: source, target: target)
  }

  private let usual = (0..<20).map {
    SentencePair(source: "the number \($0) of many", target: "число номер \($0)")
  }

  @Test func whatIsGoodIsQuiet() {
    let found = check(usual)
    #expect(found.findings.isEmpty)
    #expect(found.splits[0].pairs == 20 && found.splits[0].sourceLengths.median == 5)
    #expect(found.splits[0].sourceScript == .latin && found.splits[0].targetScript == .cyrillic)
    #expect(check([]).findings.isEmpty)
  }

  @Test func eachFaultIsFound() {
    let long = Array(repeating: "word", count: 300).joined(separator: " ")
    let faults: [(DataFinding.Kind, DataFinding.Severity, SentencePair)] = [
      (.empty, .problem, pair("", "слово")), (.empty, .problem, pair("a", " ")),
      (.script, .problem, pair("числа", "слово")), (.script, .problem, pair("word", "word")),
      (.length, .note, pair(long, Array(repeating: "нет", count: 150).joined(separator: " "))),
      (.ratio, .note, pair("a sentence of twenty letters", "да")),
      (.ratio, .note, pair("a b", "предложение из многих букв и слов")),
    ]
    for (kind, severity, pair) in faults {
      let found = check(usual + [pair]).findings
      #expect(found.map(\.kind) == [kind] && found.map(\.severity) == [severity], "\(pair)")
    }
    let copied = pair("these are twenty letters", "these  are twenty letters")
    #expect(check([copied, pair("a", "b")]).findings.map(\.kind) == [.copy])
  }

  /// Blanks do not tell sentences apart; scripts of held-out data are held against training's.
  @Test func partsAreHeldAgainstEachOther() {
    let held = [pair("the  number 3 of many", "число номер 3"), pair("другое", "еще")]
    let found = check(usual + [pair("the number 4 of many", "цифра 4"), usual[7]], held).findings
    #expect(found.map(\.kind) == [.script, .leak, .conflict, .duplicate])
    #expect(found[1].message.contains("the source is in part 1 and in part 0"))
    #expect(found[2].severity == .note && found[2].message.contains("different targets"))
  }

  @Test(arguments: [
    ("Ελλάδα", WritingScript.greek), ("שלום", .hebrew), ("مرحبا", .arabic), ("नमस्ते", .indic),
    ("สวัสดี", .thai), ("안녕", .hangul), ("日本の", .han), ("Straße 17", .latin), ("𐍈", .other),
  ])
  func scriptsAreTold(text: String, script: WritingScript) {
    #expect(WritingScript(of: text) == script)
    #expect(WritingScript(of: "12, 3!") == nil)
  }
}
